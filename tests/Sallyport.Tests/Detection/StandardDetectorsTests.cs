using CsCheck;
using Sallyport.Detection;
using Sallyport.Text;
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
        Assert.Equal(StandardDetectors.All.Count, StandardDetectors.All.Select(detector => detector.Name).Distinct().Count());
        Assert.All(StandardDetectors.All, detector => Assert.InRange(detector.LookAhead, 0, 8_192));
        Assert.All(StandardDetectors.All, detector => Assert.InRange(detector.LookBack, 0, 1_024));
        Assert.All(StandardDetectors.All, detector => Assert.Matches("^[a-z0-9_.]{1,64}$", detector.Name));
        Assert.All(StandardDetectors.All.SelectMany(detector => detector.Kinds), kind => Assert.Matches("^[a-z0-9_]+(\\.[a-z0-9_]+)*$", kind.Name));
    }

    [Fact]
    public void All_OnOrdinaryText_FindNothingButTheNameInIt()
    {
        var readers = StandardDetectors.All.Where(detector => detector.Views.HasFlag(ViewKinds.Original));
        var findings = readers.SelectMany(detector => DetectorProperties.Scan(detector, Prose)).Where(finding => finding.Score >= 0.2);

        var finding = Assert.Single(findings);
        Assert.Equal("pii.person", finding.Kind.Name);
        Assert.Contains("Okafor", Prose[finding.Span.Start..finding.Span.End], StringComparison.Ordinal);
    }

    [Fact]
    public void Anchored_WhereOneAnchorsOrHoldsATail_TheCharacterIsDeclared()
    {
        string[] pieces =
        [
            "jane@x.org", "4111 1111", "+(", "X-", "AB ", "March ", "00:1b:44", "https://u:p@h", "?token=", "key = ", "sk-ant-", "ghp_", "AKIA", "xoxb-", "eyJ", "-----BEGIN ", "<!--", "\u200b",
            "ignore all previous", "<|im_start|>", "![", "### sys", "\u5ffd\u7565", "prose ", "É", ". ", "\n", "~", "_",
        ];
        var texts = Gen.OneOf(Gen.Int[0, pieces.Length - 1].Select(i => pieces[i]), Gen.Char[' ', '~'].Array[0, 8].Select(c => new string(c))).Array[0, 12].Select(string.Concat);

        texts.Sample(
            text => Assert.All(RuleDetectors.All.OfType<AnchoredDetector>(), detector => AssertDeclared(detector, text)),
            iter: 2_000);
    }

    private static void AssertDeclared(AnchoredDetector detector, string text)
    {
        var at = 0;
        while (at < text.Length && detector.FindAnchor(text.AsSpan(at), at > 0 ? text[at - 1] : '\0') is var found and >= 0)
        {
            at += found;
            Assert.True(detector.CanAnchor(text[at]), $"{detector.Name} anchors at '{text[at]}'.");
            at++;
        }

        for (var end = 1; end <= text.Length; end++)
        {
            Assert.True(detector.OpenTail(text.AsSpan(0, end)) == 0 || detector.CanEndTail(text[end - 1]), $"{detector.Name} holds a tail that ends with '{text[end - 1]}'.");
        }
    }
}
