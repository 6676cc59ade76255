using Sallyport.Detection;
using Sallyport.Gateway.RemoteGuards;
using Sallyport.Policy;
using Sallyport.Text;
using Xunit;

namespace Sallyport.Gateway.Tests.RemoteGuards;

public sealed class RemoteWindowTests
{
    private static readonly PlanSet Plans = PolicySnapshot.Compile(
        PolicyReader.Read("""
            version: 1
            name: p
            guards: [{name: g, findings: [pii], action: flag}]
            """).Document!, 0, StandardDetectors.All, TimeProvider.System).PlansFor(new PlanContext("m", null));

    [Fact]
    public void ShortTexts_OfOnePlan_ShareAWindow()
    {
        var windows = RemoteWindow.Cut([Text(0, "one"), Text(1, " "), Text(2, "two"), Text(3, "three", Origin.Assistant), Text(4, "four")], 200)!;

        Assert.Equal(["one\n\ntwo", "three", "four"], windows.Select(window => window.Content));
        Assert.Equal([[0, 2], [3], [4]], windows.Select(window => window.Places.ToArray()));
    }

    [Theory]
    [InlineData(201)]
    [InlineData(375)]
    [InlineData(376)]
    [InlineData(3_000)]
    public void LongText_IsSentToItsEndInOverlappingStretches(int length)
    {
        var text = string.Concat(Enumerable.Range(0, length).Select(i => (char)('a' + (i % 26))));

        var windows = RemoteWindow.Cut([Text(0, "before"), Text(1, text), Text(2, "after")], 200)!;

        var stretches = windows[1..^1];
        Assert.All(stretches, window => Assert.InRange(window.Content.Length, 1, 200));
        Assert.Equal(text, stretches.Skip(1).Aggregate(stretches[0].Content, (all, next) => all[..^25] + next.Content));
        Assert.Equal([[0], [2]], [windows[0].Places.ToArray(), windows[^1].Places.ToArray()]);
    }

    [Fact]
    public void Texts_ThatNeedTooManyCalls_AreNoneAtAll()
    {
        Assert.Equal(RemoteWindow.Most, RemoteWindow.Cut([Text(0, new string('x', 25 + (175 * RemoteWindow.Most)))], 200)!.Count);
        Assert.Null(RemoteWindow.Cut([Text(0, new string('x', 26 + (175 * RemoteWindow.Most)))], 200));
        Assert.Null(RemoteWindow.Cut(Enumerable.Range(0, RemoteWindow.Most + 1).Select(i => Text(i, new string('x', 150))), 200));
    }

    private static RemoteText Text(int place, string text, Origin origin = Origin.User) => new(place, Plans.ForInput(origin), text.AsMemory());
}
