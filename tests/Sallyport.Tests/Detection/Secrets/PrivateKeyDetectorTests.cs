using Sallyport.Detection.Secrets;
using Xunit;

namespace Sallyport.Tests.Detection.Secrets;

public sealed class PrivateKeyDetectorTests
{
    private const string Begin = "-----BEGIN RSA " + "PRIVATE KEY-----\n";
    private const string Body = "MIIEowIBAAKCAQEAx7Kd2mQ9vLp4Rt8Wz3Yb6Nc1Jf5Gs0Ah2Ue9kXw5Vq7Tz2Lm\n";
    private const string End = "-----END RSA " + "PRIVATE KEY-----";

    private static readonly PrivateKeyDetector s_detector = new();

    [Fact]
    public void Key_InText_IsFoundFromMarkToMark()
    {
        var key = Begin + string.Concat(Enumerable.Repeat(Body, 400)) + End;
        var text = "Here it is:\n" + key + "\nand what follows stays.";

        var finding = Assert.Single(DetectorProperties.Scan(s_detector, text));

        Assert.Equal("secret.private_key", finding.Kind.Name);
        Assert.Equal(key, text[finding.Span.Start..finding.Span.End]);
    }

    [Theory]
    [InlineData("-----BEGIN PGP " + "PRIVATE KEY BLOCK-----\nVersion: GnuPG v2.0.22 (GNU/Linux)\n\nlQOYBFx7Kd2mQ9vLp4Rt8Wz3Yb6Nc1\n")]
    [InlineData("-----BEGIN OPENSSH " + "PRIVATE KEY-----\nb3BlbnNzaC1rZXktdjEAAAAABG5vbmUAAAAEbm9uZQAAAAAAAAAB\n")]
    [InlineData("-----BEGIN RSA " + "PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-256-CBC,F0A1\n\nMIIEowIBAAKCAQEAx7Kd2m\n")]
    public void Key_CutOff_IsFoundToTheEnd(string text)
    {
        var finding = Assert.Single(DetectorProperties.Scan(s_detector, text));

        Assert.Equal((0, text.Length), (finding.Span.Start, finding.Span.End));
    }

    [Fact]
    public void Mark_InASentence_EndsWithThePlainWordsAfterIt()
    {
        var text = "A key begins with `" + Begin.Trim() + "` and then there are lines of base64 that nobody should ever paste into a chat. This sentence stays.";

        var finding = Assert.Single(DetectorProperties.Scan(s_detector, text));

        Assert.EndsWith("This sentence stays.", text[finding.Span.End..], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("-----BEGIN CERTIFICATE-----\nMIIE\n-----END CERTIFICATE-----")]
    [InlineData("-----BEGIN PUBLIC KEY-----\nMIIE\n-----END PUBLIC KEY-----")]
    [InlineData("----- BEGIN of the story -----")]
    public void Block_OfSomethingPublic_IsNotFound(string text) => Assert.Empty(DetectorProperties.Scan(s_detector, text));

    [Fact]
    public void Key_AnyCutting_GivesTheSameFindings() => DetectorProperties.HoldFor(s_detector, DetectorProperties.TextsOf(
        Begin, Body, End, "-----", "-----BEGIN ", "-----END ", "PRIVATE KEY", "a few words that no key holds", "PuTTY-User-Key-File-2: ssh-rsa", "----------", "P"));
}
