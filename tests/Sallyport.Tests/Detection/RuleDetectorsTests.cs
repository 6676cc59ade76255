using Sallyport.Detection;
using Xunit;

namespace Sallyport.Tests.Detection;

public sealed class RuleDetectorsTests
{
    private const string Prose =
        "The council met on Tuesday to hear how the new tram line will be paid for. Ms. Okafor said that the city has asked for three bids; "
        + "the lowest came in at 4.2 million, which is less than S3 storage, version 2.14.0 and a C4 model cost together. \"We forgot nothing,\" she said, "
        + "and the key to success was patience: everyone had read the previous report. See https://example.org/news?id=42 and docs/guide.md#L10 for more.\n"
        + "var total = items.Sum(item => item.Price * 1.19m); // commit a81260f5eb16, sha256 1f40fc92da241694750979ee6cf582f2d5d7d28e18335de05abc54d0560e0f53\n";

    [Fact]
    public void All_HaveDistinctNamesAndBoundedReach()
    {
        Assert.Equal(RuleDetectors.All.Count, RuleDetectors.All.Select(detector => detector.Name).Distinct().Count());
        Assert.All(RuleDetectors.All, detector => Assert.InRange(detector.LookAhead, 0, 8_192));
        Assert.All(RuleDetectors.All, detector => Assert.InRange(detector.LookBack, 0, 1_024));
        Assert.All(RuleDetectors.All, detector => Assert.Matches("^[a-z0-9_.]{1,64}$", detector.Name));
        Assert.All(RuleDetectors.All.SelectMany(detector => detector.Kinds), kind => Assert.Matches("^[a-z0-9_]+(\\.[a-z0-9_]+)*$", kind.Name));
    }

    [Fact]
    public void All_OnOrdinaryText_FindNothing()
    {
        var findings = RuleDetectors.All.SelectMany(detector => DetectorProperties.Scan(detector, Prose));

        Assert.Empty(findings);
    }
}
