using Microsoft.Extensions.Time.Testing;
using Sallyport.Pipeline;
using Xunit;

namespace Sallyport.Tests.Pipeline;

public sealed class ExchangeIdTests
{
    [Fact]
    public void New_LaterByAStep_SortsBehind()
    {
        var time = new FakeTimeProvider(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));
        var ids = new List<string>();

        for (var i = 0; i < 1000; i++)
        {
            ids.Add(ExchangeId.New(time).Value);
            time.Advance(TimeSpan.FromMilliseconds(64));
        }

        Assert.Equal(ids.Order(StringComparer.Ordinal), ids);
    }

    [Fact]
    public void New_AtOneMoment_AreAllDistinctAndReadBack()
    {
        var time = new FakeTimeProvider();

        var ids = Enumerable.Range(0, 1000).Select(_ => ExchangeId.New(time)).ToList();

        Assert.Equal(ids.Count, ids.Distinct().Count());
        Assert.All(ids, static id => Assert.Equal(id, ExchangeId.Parse(id.Value)));
    }
}
