using Sallyport.Detection;
using Sallyport.Policy;
using Sallyport.Text;
using Xunit;

namespace Sallyport.Tests.Pipeline;

/// <summary>Plans that give each detector a guard of its own.</summary>
internal static class TestPlan
{
    public static GuardPlan For(params (Detector Detector, GuardAction Action)[] guards) => For("enforce", "block", guards);

    public static GuardPlan For(string mode, string onUnreachable, params (Detector Detector, GuardAction Action)[] guards)
    {
        var policy = $"version: 1\nname: test\nmode: {mode}\nguards:\n" + string.Concat(guards.Select((guard, index) => $"""
              - name: guard-{index}
                findings: [{guard.Detector.Kinds[0].Name}]
                on: input
                action: {guard.Action.ToString().ToLowerInvariant()}
                on_unreachable: {onUnreachable}

            """));
        var detectors = guards.Select(guard => guard.Detector).ToArray();
        var reading = PolicyReader.Read(policy, [.. detectors.SelectMany(detector => detector.Kinds)]);
        Assert.True(reading.Document is not null, string.Join('\n', reading.Problems));
        return PolicySnapshot.Compile(reading.Document, 1, detectors, TimeProvider.System).PlansFor(new("model")).ForInput(Origin.User);
    }
}
