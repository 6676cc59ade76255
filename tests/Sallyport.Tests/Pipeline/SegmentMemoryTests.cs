using CsCheck;
using Microsoft.Extensions.Time.Testing;
using Sallyport.Detection;
using Sallyport.Masking;
using Sallyport.Pipeline;
using Sallyport.Policy;
using Sallyport.Tenancy;
using Sallyport.Text;
using Xunit;

namespace Sallyport.Tests.Pipeline;

/// <summary>An agent's history is read once: what the memory tells of it afterwards is what reading it again would.</summary>
public sealed class SegmentMemoryTests
{
    private static readonly string Turn = string.Concat(Enumerable.Repeat("One of the earlier turns of this talk. ", 10));
    private static readonly string TurnWithRun = Turn + " xxxx " + Turn;

    private static readonly Gen<string> Actions = Gen.OneOf("redact", "mask", "block");

    private readonly CountedDetector _detector = new(new RunDetector("x", 'x', 3));
    private readonly FakeTimeProvider _time = new(new(2027, 1, 1, 0, 0, 0, TimeSpan.Zero));

    [Fact]
    public async Task Run_SameSegmentAgain_IsNotReadAgain()
    {
        var scope = Scope("observe", "redact");

        var first = await RunAsync(scope, Turn, "new");
        var opened = _detector.Opened;
        var second = await RunAsync(scope, Turn);

        Assert.Equal(Coverage.Passed, first.Segments[0].Coverage);
        Assert.Equal(Coverage.Passed, second.Segments[0].Coverage);
        Assert.Equal(opened, _detector.Opened);
    }

    [Fact]
    public async Task Run_OneCharacterChanged_IsReadAgain()
    {
        var scope = Scope("observe", "redact");
        await RunAsync(scope, Turn);
        var opened = _detector.Opened;

        await RunAsync(scope, Turn[..^1] + "!");

        Assert.Equal(opened + 1, _detector.Opened);
    }

    [Fact]
    public async Task Run_ObservedFindings_AreRememberedWithTheirPlaces()
    {
        var scope = Scope("observe", "redact");

        var first = await RunAsync(scope, TurnWithRun);
        var opened = _detector.Opened;
        var second = await RunAsync(scope, TurnWithRun);

        Assert.NotEmpty(first.Segments[0].Findings.Kept);
        Assert.Equal(first.Segments[0].Findings.Kept, second.Segments[0].Findings.Kept);
        Assert.Equal(1, second.Segments[0].Findings.Total);
        Assert.Equal(opened, _detector.Opened);
    }

    [Theory]
    [InlineData("redact", true)]
    [InlineData("mask", true)]
    [InlineData("block", false)]
    public async Task Run_EnforcedFindings_AreActedOnEachTime(string action, bool isRemembered)
    {
        var scope = Scope("enforce", action);

        var first = (await RunAsync(scope, TurnWithRun)).Segments[0];
        var opened = _detector.Opened;
        var second = (await RunAsync(scope, TurnWithRun)).Segments[0];

        Assert.Equal(first.Edited, second.Edited);
        Assert.Equal(first.BlockedBy, second.BlockedBy);
        Assert.True(second.Edited is not null || second.BlockedBy is not null);
        Assert.Equal(isRemembered, opened == _detector.Opened);
    }

    [Fact]
    public void Run_AnyTextAgain_ComesToWhatReadingItAnewDoes() =>
        Gen.Select(Gen.OneOf("x", "xx", "xxxxxxxxxxxx", "xyx", "yy", " ", "\u200b", "x\u200bx", "some words ", Turn).Array[1, 40], Gen.OneOf("observe", "enforce"), Actions, Actions).Sample(
            (pieces, mode, action, otherAction) =>
            {
                Detector[] detectors = [new RunDetector("x", 'x', 2, ViewKinds.Structured), new RunDetector("y", 'y', 1, ViewKinds.Structured), new RunDetector("z", 'x', 10)];
                var guards = $"{{name: xs, findings: [test.x], on: input, action: {action}}}, {{name: others, findings: [test.y, test.z], on: input, action: {otherAction}}}";
                var scope = Scope(mode, guards, detectors, more: "");
                string[] texts = [Turn + string.Concat(pieces), string.Concat(pieces), string.Concat(pieces) + Turn];

                var first = RunAsync(scope with { Masks = new MaskTable(new byte[32]) }, texts);
                var again = RunAsync(scope with { Masks = new MaskTable(new byte[32]) }, texts);

                foreach (var (one, two) in first.AsTask().GetAwaiter().GetResult().Segments.Zip(again.AsTask().GetAwaiter().GetResult().Segments))
                {
                    Assert.Equal((one.Coverage, one.Edited, one.BlockedBy, one.Reason, one.Findings.Total), (two.Coverage, two.Edited, two.BlockedBy, two.Reason, two.Findings.Total));
                    Assert.Equal(one.Findings.Kept, two.Findings.Kept);
                }
            },
            iter: 300);

    [Fact]
    public async Task Run_ManyEditedSegments_HaveNoMoreEditsThanARequestMay()
    {
        var scope = Scope("enforce", "redact");
        var text = Turn + string.Concat(Enumerable.Repeat("xxx ", 60));
        var texts = Enumerable.Repeat(text, (PendingEdits.MaxEdits / 60) + 1).ToArray();
        await RunAsync(scope, text);
        var opened = _detector.Opened;

        var inspection = await RunAsync(scope, texts);

        Assert.Equal("runs", inspection.Blocked?.BlockedBy);
        Assert.Contains("more than 262144 edits", inspection.Blocked?.Reason, StringComparison.Ordinal);
        Assert.Equal(opened, _detector.Opened);
    }

    [Fact]
    public async Task Run_OtherPlanOrMemory_IsReadAgain()
    {
        var scope = Scope("observe", "redact");
        await RunAsync(scope, Turn);
        var opened = _detector.Opened;

        await RunAsync(scope with { Plans = Scope("observe", "redact").Plans }, Turn);
        await RunAsync(scope with { Memory = new SegmentMemory(_time) }, Turn);

        Assert.Equal(opened + 2, _detector.Opened);
    }

    [Fact]
    public async Task Run_AnotherOrigin_IsReadAgain()
    {
        var scope = Scope("observe", "redact");
        await RunAsync(scope, Turn);
        var opened = _detector.Opened;

        await InputInspection.RunAsync(
            scope, [new Segment(0, Origin.ToolResult, Trust.Untrusted, Form.Text, Turn.AsMemory())], turn: null, TestContext.Current.CancellationToken);

        Assert.Equal(opened + 1, _detector.Opened);
    }

    [Fact]
    public async Task Run_ExceptionHasEnded_IsActedOn()
    {
        ValueDigest.TryCompute("xxxx", out var digest);
        var scope = Scope("enforce", "redact", $"exceptions: [{{findings: [test.x], value_sha256: {digest}, reason: test, expires: 2027-01-02}}]\n");

        var excused = (await RunAsync(scope, TurnWithRun)).Segments[0];
        _time.Advance(TimeSpan.FromDays(3));
        var ended = (await RunAsync(scope, TurnWithRun)).Segments[0];

        Assert.Null(excused.Edited);
        Assert.Contains("[REDACTED:test.x]", ended.Edited, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_OtherKnownSecrets_IsReadAgain()
    {
        var scope = Scope("observe", "redact");
        await RunAsync(scope, Turn);
        var opened = _detector.Opened;

        await RunAsync(scope with { Input = new() { KnownSecrets = KnownSecretSet.Create(["another-secret"]) } }, Turn);

        Assert.Equal(opened + 1, _detector.Opened);
    }

    private static ValueTask<InputInspection> RunAsync(ExchangeScope scope, params string[] texts) => InputInspection.RunAsync(
        scope,
        [.. texts.Select((text, index) => new Segment(index, Origin.User, Trust.User, Form.Text, text.AsMemory()))],
        turn: null,
        TestContext.Current.CancellationToken);

    private ExchangeScope Scope(string mode, string action, string more = "") =>
        Scope(mode, $"{{name: runs, findings: [test.x], on: input, action: {action}}}", [_detector], more);

    private ExchangeScope Scope(string mode, string guards, Detector[] detectors, string more)
    {
        var policy = $"version: 1\nname: test\nmode: {mode}\nguards: [{guards}]\n{more}";
        var reading = PolicyReader.Read(policy, [.. detectors.SelectMany(detector => detector.Kinds)]);
        Assert.True(reading.Document is not null, string.Join('\n', reading.Problems));
        var snapshot = PolicySnapshot.Compile(reading.Document, 1, detectors, _time);
        return new()
        {
            Id = ExchangeId.New(TimeProvider.System),
            Principal = new(TenantId.New(), KeyId.New(), null, Scopes.Infer),
            Policy = snapshot,
            Plans = snapshot.PlansFor(new("m")),
            Input = InspectionScope.Empty,
            Memory = new SegmentMemory(_time),
            Masks = new MaskTable(new byte[32]),
        };
    }
}
