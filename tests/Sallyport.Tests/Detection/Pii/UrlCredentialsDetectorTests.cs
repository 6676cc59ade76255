using Sallyport.Detection.Pii;
using Xunit;

namespace Sallyport.Tests.Detection.Pii;

public sealed class UrlCredentialsDetectorTests
{
    [Theory]
    [InlineData("postgres://⟦admin:hunter2⟧@db.example.com/x")]
    [InlineData("https://⟦bob:p@ss:word⟧@example.com")]
    [InlineData("redis://⟦:s3cr3tpw⟧@cache:6379")]
    [InlineData("GET /v1/items?access_token=⟦abc123def456⟧&page=2")]
    [InlineData("https://x.blob.example.net/c?sv=2020&amp;sig=⟦aZ09%2Bq8=⟧ and so on")]
    public void Credential_InUrl_IsFound(string marked) => PiiExpectation.AssertFound(PiiKinds.UrlCredentials, marked);

    [Theory]
    [InlineData("https://example.com:8080/path?page=2&size=100")]
    [InlineData("https://user:<password>@example.com/")]
    [InlineData("https://user:${PASS}@example.com/")]
    [InlineData("https://user:password@example.com/")]
    [InlineData("What? token=abcdefgh & others: no")]
    [InlineData("https://example.com/?token=xxxxxx")]
    [InlineData("https://medium.com/@someone/a:b")]
    [InlineData("?access_token=short")]
    public void Url_WithoutCredential_IsNotFound(string text) => PiiExpectation.AssertNothing(text);

    [Fact]
    public void Credential_LongerThanTheLookAhead_IsFoundUpToThere()
    {
        var text = "?token=" + new string('k', 10_000);

        var finding = Assert.Single(DetectorProperties.Scan(new UrlCredentialsDetector(), text));

        Assert.True(finding.Span.Length > 4_000);
    }

    [Fact]
    public void Credentials_AnyCutting_GiveTheSameFindings() => DetectorProperties.HoldFor(new UrlCredentialsDetector(), DetectorProperties.TextsOf(
        "https://u:pw123@host.com/", "postgres://", "a:b@", "?token=abcdefgh", "&sig=12345678", "&amp;", "password=", "what?", ":", "://", "@host", "?", "/", "x=1&y=2", new string('k', 40)), samples: 1000);
}
