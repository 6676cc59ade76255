using System.Text;
using CsCheck;
using Sallyport.Detection;
using Sallyport.Detection.KnownSecrets;
using Xunit;

namespace Sallyport.Tests.Detection.KnownSecrets;

public sealed class KnownSecretDetectorTests
{
    private const string Secret = "Harbour-Lantern/42#kiosk";

    private static readonly KnownSecretDetector s_detector = new();
    private static readonly InspectionScope s_scope = new() { KnownSecrets = KnownSecretSet.Create([Secret, "pa$$w0rd!", "!!%%&&//##++"]) };

    public static TheoryData<string> Forms
    {
        get
        {
            var bytes = Encoding.UTF8.GetBytes(Secret);
            var reversed = string.Concat(Secret.Reverse());
            return new(
                Secret,
                reversed,
                Convert.ToHexString(bytes),
                Convert.ToHexString(bytes).ToLowerInvariant(),
                Uri.EscapeDataString(Secret),
                string.Join(' ', Secret.AsEnumerable()),
                string.Join("-", Secret.AsEnumerable()),
                string.Join("\n", Secret.AsEnumerable()),
                string.Join("**.**", Secret.AsEnumerable()),
                "HarbourLantern42kiosk",
                string.Join(' ', Convert.ToHexString(bytes).Chunk(2).Select(pair => new string(pair))),
                string.Join(',', bytes.Select(b => $"0x{b:x2}")),
                string.Join(", ", bytes.Select(b => $"0x{b:X2}")),
                string.Join(" + ", bytes),
                string.Join(',', Encoding.UTF8.GetBytes("!!%%&&//##++")),
                "pa$$w0rd!",
                "!!%%&&//##++");
        }
    }

    [Theory]
    [InlineData("3f2ab9c1-77de-4a10-9d02-c5e1b7a6d011", "3F2AB9C1-77DE-4A10-9D02-C5E1B7A6D011", true)]
    [InlineData("3F2AB9C177DE4A10", "3f2ab9c1 77de4a10", true)]
    [InlineData("Harbour-Lantern", "HARBOUR-LANTERN", false)]
    public void Secret_OfHexadecimalDigits_IsFoundInEitherCase(string secret, string written, bool isFound)
    {
        var scope = new InspectionScope { KnownSecrets = KnownSecretSet.Create([secret]) };

        Assert.Equal(isFound, DetectorProperties.Scan(s_detector, $"it is {written}, keep it", scope).Count > 0);
    }

    [Fact]
    public void Set_FullOfRegisteredSecrets_HasRoomForCredentials()
    {
        var registered = Enumerable.Range(0, KnownSecretSet.MaxCount).Select(i => $"registered-{i:D6}");

        var set = KnownSecretSet.Create(registered, ["sk-provider-credential"]);

        Assert.NotEmpty(DetectorProperties.Scan(s_detector, "it is sk-provider-credential", new InspectionScope { KnownSecrets = set }));
        Assert.NotEmpty(DetectorProperties.Scan(s_detector, "it is registered-000999", new InspectionScope { KnownSecrets = set }));
    }

    [Fact]
    public void Secret_OfTheGreatestLengthThatCanBeRegistered_IsFound()
    {
        var secret = string.Concat(Enumerable.Range(0, Sallyport.Tenancy.KnownSecretAdministration.MaxLength / 8).Select(i => $"{i * 7919 % 99999999:D8}"));
        var set = KnownSecretSet.Create([secret]);

        Assert.Equal(KnownSecretSet.MaxLength, secret.Length);
        Assert.NotEmpty(DetectorProperties.Scan(s_detector, "it is " + secret, new InspectionScope { KnownSecrets = set }));
    }

    [Theory]
    [MemberData(nameof(Forms))]
    public void Secret_InAnyForm_IsFound(string form)
    {
        var text = "It is " + form + " , I think";

        var findings = DetectorProperties.Scan(s_detector, text, s_scope);

        Assert.Contains(findings, finding => finding.Span.Start == 6 && finding.Span.Length >= form.Length - 4);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void Secret_InBase64AtAnyOffset_IsFound(int offset)
    {
        var inner = new string('x', offset) + Secret + " and more";
        var text = "data: " + Convert.ToBase64String(Encoding.UTF8.GetBytes(inner));
        var safe = text.Replace('+', '-').Replace('/', '_');

        Assert.NotEmpty(DetectorProperties.Scan(s_detector, text, s_scope));
        Assert.NotEmpty(DetectorProperties.Scan(s_detector, safe, s_scope));
    }

    [Theory]
    [InlineData("Harbour lanterns are lit; 42 kiosks are open.")]
    [InlineData("Harbour-Lantern/42")]
    [InlineData("harbour-lantern/42#kiosk")]
    public void Text_WithOnlyPartOfASecret_IsNotFound(string text) => Assert.Empty(DetectorProperties.Scan(s_detector, text, s_scope));

    [Fact]
    public void Secret_LongerThanTheAutomaton_IsFoundToItsEnd()
    {
        var secret = string.Concat(Enumerable.Range(0, 400).Select(i => $"{i * 7919 % 1000}ab"));
        var scope = new InspectionScope { KnownSecrets = KnownSecretSet.Create([secret]) };
        var text = "<<" + string.Join(' ', secret.Chunk(50).Select(part => new string(part))) + ">> stays";

        var finding = Assert.Single(DetectorProperties.Scan(s_detector, text, scope));

        Assert.Equal(">> stays", text[finding.Span.End..]);
        DetectorProperties.AssertCuttingChangesNothing(s_detector, text, [7, 100, 3], scope);
    }

    [Fact]
    public void Create_SecretTooShort_SaysWhichAndNotWhat()
    {
        var error = Assert.Throws<ArgumentException>(() => KnownSecretSet.Create(["long enough to pass", "tiny!"]));

        Assert.Contains("Secret 2", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("tiny!", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_WithoutSecrets_ReadsNothing() => Assert.Null(s_detector.Open(InspectionScope.Empty));

    [Fact]
    public void Automaton_OnRandomText_FindsWhatASearchFinds() =>
        Gen.Select(Gen.Char["abc"].Array[8, 12].Select(c => new string(c)).Array[1, 6], Gen.Char["abc -"].Array[0, 300].Select(c => new string(c)))
            .Sample((secrets, text) =>
            {
                var scope = new InspectionScope { KnownSecrets = KnownSecretSet.Create(secrets) };

                var findings = DetectorProperties.Scan(s_detector, text, scope);

                var stripped = NeedleForms.Strip(text);
                var isThere = secrets.Any(secret => stripped.Contains(secret, StringComparison.Ordinal) || stripped.Contains(string.Concat(secret.Reverse()), StringComparison.Ordinal));
                Assert.Equal(isThere, findings.Count > 0);
            });

    [Fact]
    public void Secret_AnyCutting_GivesTheSameFindings() => DetectorProperties.HoldFor(
        s_detector,
        DetectorProperties.TextsOf([.. Forms.Select(row => row.Data), "Harbour", "H", "a r b o u r", "-----------------------", "plain prose"]),
        s_scope);
}
