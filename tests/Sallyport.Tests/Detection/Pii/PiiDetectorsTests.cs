using System.Reflection;
using Sallyport.Detection;
using Sallyport.Detection.Pii;
using Sallyport.Text;
using Xunit;

namespace Sallyport.Tests.Detection.Pii;

public sealed class PiiDetectorsTests
{
    private static readonly string[] s_pieces =
    [
        "anna@example.com", "4111 1111 1111 1111", "GB82 WEST 1234 5698 7654 32", "722-95-4410", "AB 12 34 56 C", "943 476 5919", "86 095 742 719", "1 85 05 78 006 084 91",
        "12345678Z", "RSSMRA85T10A562S", "2341 2346 7851", "ABCPE1234F", "529.982.247-25", "130-692-544", "+44 20 7946 0018", "(212) 555-0123", "93.184.216.34", "2001:db8::1",
        "00:1A:2b:3c:4d:5e", "https://u:pw123@host.com/?token=abcdefgh", "passport", "driving licence", "born", "January 18, 1990", "order", "invoice no.", "call", "IBAN", "NHS",
        "the quick brown fox", "1998", "v1.2.3", "é", "电话", "\uD83D\uDE00", "\uD800", "#", "(", "+",
    ];

    [Fact]
    public void All_Together_ReportEveryKind()
    {
        var declared = typeof(PiiKinds).GetProperties(BindingFlags.Public | BindingFlags.Static).Select(property => (FindingKind)property.GetValue(null)!).ToHashSet();

        var reported = PiiDetectors.All.SelectMany(detector => detector.Kinds).ToHashSet();

        Assert.Equal(declared, reported);
    }

    [Fact]
    public void All_AnyCutting_GiveTheSameFindings()
    {
        foreach (var detector in PiiDetectors.All)
        {
            DetectorProperties.HoldFor(detector, DetectorProperties.TextsOf(s_pieces), samples: 1000);
        }
    }

    [Theory]
    [InlineData("We store it in S3, draw C4 diagrams, use H2O and run on EC2 with 3x A100.")]
    [InlineData("Version 9.15.16 is out, build 46047380; upgrade from 2.0.0-rc.1+20240115.")]
    [InlineData("commit 3f2a9b1c4d5e6f708192a3b4c5d6e7f80912a3b4, sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08")]
    [InlineData("id 550e8400-e29b-41d4-a716-446655440000 at 2024-01-15T10:30:00.123Z (1705314600123)")]
    [InlineData("It costs $1,299.99, €12.50 or 1 234 567 JPY; 50% off 3 for 10.")]
    [InlineData("for (var i = 0; i < 1000000; i++) { x[i] = 0xDEADBEEF ^ 16777619 * 31; }")]
    [InlineData("Listening on 127.0.0.1:8080 and 0.0.0.0:443, netmask 255.255.255.0.")]
    [InlineData("ISBN 978-3-16-148410-0, RFC 6962, ISO 8601, IEEE 802.11ax, EN 50128:2011.")]
    [InlineData("Tracking number 1Z999AA10123456784, SKU 12345-67890, invoice 40535691.")]
    [InlineData("pi is 3.141592653589793, c is 299792458 m/s and there are 86400 seconds a day.")]
    [InlineData("On 12 May 2024 at 10:45 we met in room 7027079; 300-400 people, 1990-1995.")]
    [InlineData("npm i left-pad@1.3.0 && git clone git@github.com:org/repo.git")]
    [InlineData("Chapter 1.2.3.4, see section 10.2.1.7 and table 12.3.4.5.")]
    public void OrdinaryNumbers_InText_AreNotPersonal(string text) => PiiExpectation.AssertNothing(text);

    [Fact]
    public void OrdinaryProse_WordByWord_WaitsForAWordAtMost()
    {
        const string Prose = "The committee met in 1998 and again in March 2004, when about 1,200 people from 14 countries came. It had been said: no more than 3 of them would stay. ";
        var text = string.Concat(Enumerable.Repeat(Prose, 20));
        var scanners = PiiDetectors.All.Select(detector => detector.Open(InspectionScope.Empty)!).ToList();
        var held = new List<int>();

        for (var end = text.IndexOf(' ', 1); end > 0; end = text.IndexOf(' ', end + 1))
        {
            var clear = end;
            foreach (var scanner in scanners)
            {
                clear = Math.Min(clear, scanner.Advance(new TextWindow(text.AsSpan(0, end), 0, isComplete: false), new NoSink()));
            }

            held.Add(end - clear);
        }

        held.Sort();
        Assert.InRange(held[held.Count / 2], 0, 6);
        Assert.InRange(held[held.Count * 99 / 100], 0, 64);
    }

    private sealed class NoSink : FindingSink
    {
        public override void Report(FindingKind kind, TextSpan span, float score) => Assert.Fail("Nothing is here to be found.");

        public override void Open(FindingKind kind, TextSpan mark, float score) => Assert.Fail("Nothing is here to be found.");

        public override void Close(int end)
        {
        }
    }
}
