using Sallyport.Detection.Pii;
using Xunit;

namespace Sallyport.Tests.Detection.Pii;

public sealed class EmailDetectorTests
{
    private static readonly EmailDetector s_detector = new();

    [Theory]
    [InlineData("Write to anna.lee+x@mail.example.org, please.", "anna.lee+x@mail.example.org")]
    [InlineData("<o'neil@example.co.uk>", "o'neil@example.co.uk")]
    [InlineData("mailto:bob@example.com?subject=hi", "bob@example.com")]
    [InlineData("to=bob@example.com&cc=x", "bob@example.com")]
    [InlineData("Mail bob@example.com.", "bob@example.com")]
    [InlineData("jürgen@müller.de", "jürgen@müller.de")]
    [InlineData("a@xn--bcher-kva.xn--p1ai", "a@xn--bcher-kva.xn--p1ai")]
    [InlineData("write to \"quoted local\"@example.com today", "\"quoted local\"@example.com")]
    [InlineData("\"ann.lee\"@example.com", "\"ann.lee\"@example.com")]
    [InlineData(@"the note:\nbob@example.com\n", @"\nbob@example.com")]
    [InlineData(@"<a\\\u003cbob@example.com", @"\\\u003cbob@example.com")]
    [InlineData(@"HARBOUR\bob@example.com", @"\bob@example.com")]
    [InlineData("bob@example。com", "bob@example。com")]
    [InlineData("请写信给 bob@mail。example。com。谢谢", "bob@mail。example。com")]
    [InlineData("bob@example.com。谢谢", "bob@example.com")]
    [InlineData("bob@example.com。Thanks", "bob@example.com")]
    [InlineData("bob@mail.example。com", "bob@mail.example")]
    public void Email_InText_IsFound(string text, string expected)
    {
        var finding = Assert.Single(DetectorProperties.Scan(s_detector, text));

        Assert.Equal(expected, text[finding.Span.Start..finding.Span.End]);
        Assert.Equal(PiiKinds.Email, finding.Kind);
    }

    [Theory]
    [InlineData("see @someone and @ nobody")]
    [InlineData("npm i left-pad@1.3.0")]
    [InlineData("icons/logo@2x.png")]
    [InlineData("git clone git@github.com:org/repo.git")]
    [InlineData("postgres://admin:hunter2@db.example.com/x")]
    [InlineData("root@localhost")]
    [InlineData("5 apples @ 1.20 each")]
    [InlineData("{\"user\": \"@example.com\", \"x\": \"y\"}")]
    [InlineData("\"two\nlines\"@example.com")]
    [InlineData("谢谢@小明。大家好")]
    [InlineData("a@b。")]
    [InlineData("a@。example")]
    public void Email_NearMiss_IsNotFound(string text) => Assert.Empty(DetectorProperties.Scan(s_detector, text));

    [Fact]
    public void Email_LocalPartTooLong_IsStillCovered()
    {
        var text = new string('a', 500) + "@example.com";

        var finding = Assert.Single(DetectorProperties.Scan(s_detector, text));

        Assert.Equal(text.Length, finding.Span.End);
    }

    [Fact]
    public void QuotedName_WithAddressesInside_IsHeldFromItsOpeningOn() =>
        DetectorProperties.AssertCuttingChangesNothing(
            new EmailDetector(), "..@..-https://u:pw@host.com/\n\"a: @. a.b@c.d.ef: ü@ö.de. @@a@.cc, quoted local\"@example.com. a.b@c.d.ef. , ", [5, 28, 42, 5, 22]);

    [Fact]
    public void Email_AnyCutting_GivesTheSameFindings() => DetectorProperties.HoldFor(s_detector, DetectorProperties.TextsOf(
        "anna@example.com", "@", "a.b@c.d.ef", "https://u:pw@host.com/", "prose goes on", "x@y", "..@..", "@@a@b.cc", new string('q', 70), "ü@ö.de", "git@github.com", "\"quoted local\"@example.com", "\"", "\"a", "b\"", "\"x\"@", "bob@example。com", "。", "。c", "\\", "\\n", new string('\\', 70)));
}
