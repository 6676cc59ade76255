using System.Text.RegularExpressions;
using CsCheck;
using Sallyport.Detection;
using Sallyport.Detection.KnownSecrets;
using Sallyport.Detection.Pii;
using Sallyport.Masking;
using Sallyport.Pipeline;
using Sallyport.Policy;
using Sallyport.Tenancy;
using Sallyport.Text;
using Xunit;

namespace Sallyport.Tests.Pipeline;

/// <summary>Values that are split over the parts of one message.</summary>
public sealed partial class InputInspectionJoinedTests
{
    private const string Card = "4111 1111 1111 1111";
    private const string Secret = "correct-horse-battery";

    private readonly CountedDetector _counted = new(new KnownSecretDetector());

    public static TheoryData<string[], string?[]> Splits => new()
    {
        { ["my card 4111 1111", " 1111 1111 thanks"], ["my card [REDACTED:pii.payment_card]", "[REDACTED:pii.payment_card] thanks"] },
        { ["4111", " 1111 ", "1111 1111"], ["[REDACTED:pii.payment_card]", "[REDACTED:pii.payment_card]", "[REDACTED:pii.payment_card]"] },
        { ["it is cor", "rect-horse-batt", "ery!"], ["it is [REDACTED:secret.known]", "[REDACTED:secret.known]", "[REDACTED:secret.known]!"] },
        { ["write to bob@exam", "ple.com now"], ["write to [REDACTED:pii.email]", "[REDACTED:pii.email] now"] },
        { ["one " + Card, " two " + Secret, " three 4111 1111", " 1111 1111"], ["one [REDACTED:pii.payment_card]", " two [REDACTED:secret.known]", " three [REDACTED:pii.payment_card]", "[REDACTED:pii.payment_card]"] },

        // What a part shows by itself takes nothing of the next one along.
        { ["write to bob@example.com", "Summarise it"], ["write to [REDACTED:pii.email]", null] },
        { ["nothing in", " here to find"], [null, null] },
        { ["", "my card 4111 1111", "", " 1111 1111"], [null, "my card [REDACTED:pii.payment_card]", null, "[REDACTED:pii.payment_card]"] },
    };

    [Theory]
    [MemberData(nameof(Splits))]
    public async Task Value_SplitOverParts_IsEditedInEach(string[] parts, string?[] expected)
    {
        var inspection = await RunAsync(Scope("enforce", "redact"), Parts(parts));

        Assert.Equal(expected, inspection.Segments.Select(static segment => segment.Edited));
        Assert.Null(inspection.Blocked);
        Assert.All(inspection.Segments, static segment => Assert.Equal(Coverage.Passed, segment.Coverage));
    }

    [Fact]
    public async Task Value_SplitOverPartsWithOthersBetween_IsStillOne()
    {
        Segment[] segments = [Text(0, "my card 4111 1111", null), new(1, Origin.File, Trust.Untrusted, Form.Image, default), Text(2, "a tool's", null, Origin.ToolResult), Text(3, " 1111 1111", 0)];

        var inspection = await RunAsync(Scope("enforce", "redact", uninspectable: "pass"), segments);

        Assert.Equal(["my card [REDACTED:pii.payment_card]", null, null, "[REDACTED:pii.payment_card]"], inspection.Segments.Select(static segment => segment.Edited));
    }

    [Fact]
    public async Task Texts_OfDifferentMessagesOrOrigins_AreNotJoined()
    {
        Segment[] segments = [Text(0, "4111 1111", null), Text(1, " 1111 1111", null), Text(2, "4111 1111", null, Origin.System), Text(3, " 1111 1111", 2)];

        var inspection = await RunAsync(Scope("enforce", "redact"), segments);

        Assert.All(inspection.Segments, static segment => Assert.Null(segment.Edited));
    }

    [Fact]
    public async Task Value_SplitOverParts_BlocksWherePolicySaysSo()
    {
        var inspection = await RunAsync(Scope("enforce", "block"), Parts("fine", "my card 4111 1111", " 1111 1111"));

        Assert.Equal("guards", inspection.Blocked!.BlockedBy);
        Assert.Same(inspection.Segments[1], inspection.Segments.First(static segment => segment.BlockedBy is not null));
        Assert.All(inspection.Segments, static segment => Assert.Equal(Coverage.Blocked, segment.Coverage));
    }

    [Theory]
    [InlineData("observe")]
    [InlineData("enforce")]
    public async Task Value_SplitOverParts_IsToldOnceWhereItBegins(string mode)
    {
        var inspection = await RunAsync(Scope(mode, "redact"), Parts("my card 4111 1111", " 1111 1111 thanks"));

        var judged = Assert.Single(inspection.Segments[0].Findings.Kept);
        Assert.Equal((PiiKinds.PaymentCard, new TextSpan(8, 17)), (judged.Finding.Kind, judged.Finding.Span));
        Assert.Equal(0, inspection.Segments[1].Findings.Total);
        Assert.Equal(mode == "enforce", inspection.Segments[0].Edited is not null);
    }

    [Fact]
    public async Task Value_SplitOverParts_MaskedComesBackInEachPart()
    {
        var scope = Scope("enforce", "mask");

        var inspection = await RunAsync(scope, Parts("my card 4111 1111", " 1111 1111 thanks"));
        using var guard = new ChannelGuard(scope.Plans.ForOutput(ChannelKind.Text), scope.Input, scope.Masks, restores: true);
        var sent = string.Concat(inspection.Segments.Select(static segment => segment.Edited));
        guard.Append(sent);
        guard.Complete();
        var back = new System.Buffers.ArrayBufferWriter<char>();
        guard.Write(0, guard.ClearTo, back);

        Assert.DoesNotContain("4111", sent, StringComparison.Ordinal);
        Assert.Equal($"my card {Card} thanks", new string(back.WrittenSpan));
    }

    [Fact]
    public async Task Message_OfOnePart_IsReadOnce()
    {
        var scope = Scope("enforce", "redact");
        await RunAsync(scope, [Text(0, "one text of its own", null)]);
        var once = _counted.Opened;

        await RunAsync(scope, [Text(0, "one text of its own", null), Text(1, "and another message", null)]);

        Assert.Equal(3 * once, _counted.Opened);
        await RunAsync(scope, Parts("one text of its own", "and another part"));
        Assert.Equal(6 * once, _counted.Opened);
    }

    [Fact]
    public async Task Flood_OfSplitValues_IsEditedWhole()
    {
        const int Count = 2_000;
        var parts = Enumerable.Range(0, Count).SelectMany(static _ => (string[])[" card 4111 1111", " 1111 1111."]).ToArray();

        var inspection = await RunAsync(Scope("enforce", "redact"), Parts(parts));

        Assert.Equal(Count * 2, inspection.Segments.Count(static segment => segment.Edited is not null));
        Assert.DoesNotContain("1111", string.Concat(inspection.Segments.Select(static segment => segment.Edited)), StringComparison.Ordinal);
    }

    [Fact]
    public void Values_HoweverAMessageIsCutIntoParts_AreGoneAndNothingElse() =>
        Gen.Select(Gen.OneOf(new[] { Card, Secret, "the sea is calm", "ships go out", "🚢" }.Select(Gen.Const).ToArray()).Array[1, 6], Gen.Int[0, 90].Array[0, 8]).Sample(
            (words, cuts) =>
            {
                var text = string.Join(" and ", words);
                int[] places = [0, .. cuts.Select(cut => Math.Min(cut, text.Length)).Order(), text.Length];
                var parts = places.Zip(places.Skip(1), (from, to) => text[from..to]).ToArray();

                var inspection = RunAsync(Scope("enforce", "redact"), Parts(parts)).AsTask().GetAwaiter().GetResult();

                var sent = string.Concat(inspection.Segments.Select((segment, i) => segment.Edited ?? parts[i]));
                var rest = text.Replace(Card, "", StringComparison.Ordinal).Replace(Secret, "", StringComparison.Ordinal);
                Assert.Equal(rest, Placeholder().Replace(sent, ""));
                Assert.All(inspection.Segments.Zip(parts), static pair => Assert.NotEqual(pair.Second, pair.First.Edited));
            },
            iter: 500);

    private static Segment Text(int index, string text, int? follows, Origin origin = Origin.User) =>
        new(index, origin, Trust.User, Form.Text, text.AsMemory()) { Follows = follows };

    private static Segment[] Parts(params string[] texts) => [.. texts.Select((text, i) => Text(i, text, i == 0 ? null : i - 1))];

    private static ValueTask<InputInspection> RunAsync(ExchangeScope scope, Segment[] segments) =>
        InputInspection.RunAsync(scope, segments, turn: null, TestContext.Current.CancellationToken);

    private ExchangeScope Scope(string mode, string action, string uninspectable = "block")
    {
        Detector[] detectors = [.. PiiDetectors.All, _counted];
        var text = $"version: 1\nname: test\nmode: {mode}\nuninspectable: {{image: {uninspectable}}}\nguards:\n  - {{name: guards, findings: [pii.payment_card, pii.email, secret.known], on: input, action: {action}}}\n";
        var reading = PolicyReader.Read(text, [.. detectors.SelectMany(detector => detector.Kinds)]);
        Assert.True(reading.Document is not null, string.Join('\n', reading.Problems));
        var policy = PolicySnapshot.Compile(reading.Document, 1, detectors, TimeProvider.System);
        return new()
        {
            Id = ExchangeId.New(TimeProvider.System),
            Principal = new(TenantId.New(), KeyId.New(), null, Scopes.Infer),
            Policy = policy,
            Plans = policy.PlansFor(new("model")),
            Input = new() { KnownSecrets = KnownSecretSet.Create([Secret]) },
            Memory = new SegmentMemory(TimeProvider.System),
            Masks = new MaskTable(new byte[32]),
        };
    }

    [GeneratedRegex(@"\[REDACTED:[a-z_.]+\]")]
    private static partial Regex Placeholder();
}
