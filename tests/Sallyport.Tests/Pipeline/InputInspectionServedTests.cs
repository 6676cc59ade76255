using CsCheck;
using Microsoft.Extensions.Time.Testing;
using Sallyport.Detection;
using Sallyport.Masking;
using Sallyport.Pipeline;
using Sallyport.Policy;
using Sallyport.Retrieval.CleanRoom;
using Sallyport.Retrieval.Fingerprints;
using Sallyport.Tenancy;
using Sallyport.Text;
using Xunit;

namespace Sallyport.Tests.Pipeline;

/// <summary>What a search has shown is a document's words in whoever's role it is pasted: it is judged as retrieved text besides.</summary>
public sealed class InputInspectionServedTests
{
    private const string Document = "Employees may take sixteen weeks of parental leave, xx it is paid in full by the company, and yyy whoever asks gets it.";
    private const string Around = "A person typed this sentence, which no search has ever shown, and then xxx pasted what follows here: ";

    private readonly FakeTimeProvider _time = new(new(2027, 1, 1, 0, 0, 0, TimeSpan.Zero));
    private readonly ServedMemory _served;
    private readonly ReceiptId _receipt;

    public InputInspectionServedTests()
    {
        _served = new(_time);
        _receipt = ReceiptId.New(_time);
    }

    [Theory]
    [InlineData(Origin.User)]
    [InlineData(Origin.System)]
    [InlineData(Origin.ToolResult)]
    public async Task Run_PastedAnywhere_IsJudgedAsRetrieved(Origin origin)
    {
        var scope = Scope("{name: documents, findings: [test.x], on: input, origins: [retrieved], action: redact}");
        Show();

        var inspection = await RunAsync(scope, Around + Document + " " + Around, origin);

        Assert.Equal(Around + Document.Replace("xx", "[REDACTED:test.x]", StringComparison.Ordinal) + " " + Around, inspection.Edited);
        var stretch = Assert.Single(inspection.Served);
        Assert.Equal(new TextSpan(Around.Length, Around.Length + Document.Length), stretch.Span);
        Assert.Equal([_receipt], stretch.Receipts);
        var (finding, judgement) = Assert.Single(inspection.Findings.Kept);
        Assert.Equal(new TextSpan(Around.Length + 52, Around.Length + 54), finding.Span);
        Assert.Equal("documents", judgement.Guard);
        Assert.Equal(Coverage.Passed, inspection.Coverage);
        Assert.Null(inspection.BlockedBy);
    }

    [Fact]
    public async Task Run_LeastScoreOfRetrievedText_HoldsForTheStretchAlone()
    {
        var scope = Scope("{name: all, findings: [test.x], on: input, min_score: 0.9, min_score_by_origin: {retrieved: 0.4}, action: flag}", new RunDetector("x", 'x', 2, score: 0.5f));
        Show();

        var inspection = await RunAsync(scope, Around + Document);

        Assert.Equal(new TextSpan(Around.Length + 52, Around.Length + 54), Assert.Single(inspection.Findings.Kept).Finding.Span);
    }

    [Fact]
    public async Task Run_BlockedAsRetrieved_IsBlockedAndSaysInWhichStretch()
    {
        var scope = Scope("{name: documents, findings: [test.x], on: input, origins: [retrieved], action: block}");
        Show();

        var inspection = await RunAsync(scope, Around + Document);

        Assert.Equal("documents", inspection.BlockedBy);
        Assert.Equal(Assert.Single(inspection.Served), inspection.BlockedIn);
        Assert.Equal(Coverage.Blocked, inspection.Coverage);
        Assert.Null(inspection.Edited);
    }

    [Fact]
    public async Task Run_DetectorFailsOnTheStretchAlone_IsUnreachable()
    {
        var scope = Scope("{name: documents, findings: [test.x], on: input, origins: [retrieved], action: redact, on_unreachable: pass}", new FailingDetector());
        Show();

        var inspection = await RunAsync(scope, Around + Document);

        Assert.Equal(["failing"], inspection.Unreachable);
        Assert.Equal(Coverage.Unreachable, inspection.Coverage);
    }

    [Fact]
    public async Task Run_FoundByBothReadings_CountsOnce()
    {
        var scope = Scope("{name: all, findings: [test.x], on: input, action: redact}");
        Show();

        var inspection = await RunAsync(scope, Around + Document);

        Assert.Equal(2, inspection.Findings.Total);
        Assert.Equal(2, inspection.Findings.Kept.Count);
        Assert.Equal(2, Assert.Single(inspection.Findings.Counts).Count);
    }

    [Fact]
    public async Task Run_RememberedFromBeforeItWasShown_IsJudgedAsRetrievedAllTheSame()
    {
        var scope = Scope("{name: documents, findings: [test.x], on: input, origins: [retrieved], action: redact}, {name: typed, findings: [test.y], on: input, origins: [user], action: flag}");
        var text = Around + Around + Around + Document;

        var before = await RunAsync(scope, text);
        Show();
        var shown = await RunAsync(scope, text);
        _time.Advance(ServedMemory.Lifetime);
        var after = await RunAsync(scope, text);

        Assert.Null(before.Edited);
        Assert.Contains("[REDACTED:test.x]", shown.Edited, StringComparison.Ordinal);
        Assert.Equal(2, shown.Findings.Total);
        Assert.Null(after.Edited);
        Assert.Empty(after.Served);
    }

    [Fact]
    public async Task Run_WhatIsRetrievedAnyway_IsReadOnce()
    {
        var counted = new CountedDetector(new RunDetector("x", 'x', 2));
        var scope = Scope("{name: all, findings: [test.x], on: input, action: redact}", counted);
        Show();

        var inspection = await RunAsync(scope, Document, Origin.Retrieved);

        Assert.Equal(1, counted.Opened);
        Assert.Empty(inspection.Served);
    }

    [Fact]
    public void Run_AnyText_ComesToBothReadingsTogetherAndTheSameAgain() =>
        Gen.Select(
            Gen.OneOf("x", "xx", "xxx", "xxxxxxxx", "yy", " ", "\u200b", "some words ", Document, Document[..90], Document[30..], Around).Array[1, 30],
            Gen.OneOf("flag", "mask", "redact", "block").Array[4]).Sample((pieces, actions) =>
        {
            var guards = $"{{name: typed-x, findings: [test.x], on: input, origins: [user], action: {actions[0]}}}, {{name: typed-y, findings: [test.y], on: input, origins: [user], action: {actions[1]}}}, "
                + $"{{name: shown-x, findings: [test.x], on: input, origins: [retrieved], action: {actions[2]}}}, {{name: shown-z, findings: [test.z], on: input, origins: [retrieved], action: {actions[3]}}}";
            Detector[] detectors = [new RunDetector("x", 'x', 2, ViewKinds.Structured), new RunDetector("y", 'y', 2, ViewKinds.Structured), new RunDetector("z", 'y', 3)];
            var served = new ServedMemory(_time);
            var scope = Scope(guards, detectors) with { Served = served };
            served.Add(_receipt, scope.Principal.Key, [], "", Document);
            var text = string.Concat(pieces);

            var first = Run(scope with { Masks = new MaskTable(new byte[32]) }, text);
            var again = Run(scope with { Masks = new MaskTable(new byte[32]) }, text);

            var typed = Run(scope with { Served = null, Memory = new SegmentMemory(_time), Masks = new MaskTable(new byte[32]) }, text);
            var stretches = first.Served.Select(stretch =>
                (stretch.Span.Start, Reading: Run(scope with { Served = null, Memory = new SegmentMemory(_time), Masks = new MaskTable(new byte[32]) }, text[stretch.Span.Start..stretch.Span.End], Origin.Retrieved))).ToList();
            List<JudgedFinding> union = [.. typed.Findings.Kept, .. stretches.SelectMany(static one => one.Reading.Findings.Kept.Select(judged => Moved(judged, one.Start)))];
            Assert.Equal(union.ToHashSet(), first.Findings.Kept.ToHashSet());
            Assert.Equal(typed.BlockedBy ?? stretches.Select(static one => one.Reading.BlockedBy).FirstOrDefault(static guard => guard is not null), first.BlockedBy);
            Assert.Equal(first.BlockedBy is not null ? null : PendingEdits.Apply(union, text, new MaskTable(new byte[32]), out _), first.Edited);
            Assert.Equal((first.Coverage, first.Edited, first.BlockedBy, first.Findings.Total), (again.Coverage, again.Edited, again.BlockedBy, again.Findings.Total));
            Assert.Equal(first.Findings.Kept.ToHashSet(), again.Findings.Kept.ToHashSet());
        },
        iter: 500);

    [Fact]
    public async Task Run_LongTextWithManyStretches_IsReadToItsEnd()
    {
        var scope = Scope("{name: documents, findings: [test.x], on: input, origins: [retrieved], action: redact}");
        Show();
        var text = string.Concat(Enumerable.Repeat(Around + Document + "\n", 1_000));
        using var turns = await new InspectionTurns(1, _time).EnterAsync(scope.Principal.Tenant, TestContext.Current.CancellationToken);

        var inspection = await InputInspection.RunAsync(scope, [new Segment(0, Origin.User, Trust.User, Form.Text, text.AsMemory())], turns, TestContext.Current.CancellationToken);

        Assert.Equal(1_000, inspection.Segments[0].Served.Count);
        Assert.Equal(1_000, inspection.Segments[0].Findings.Total);
        Assert.Equal(text.Replace(", xx", ", [REDACTED:test.x]", StringComparison.Ordinal), inspection.Segments[0].Edited);
    }

    private void Show() => _served.Add(_receipt, KeyId.New(), [], "handbook.md", Document);

    private static JudgedFinding Moved(JudgedFinding judged, int by) =>
        judged with { Finding = judged.Finding with { Span = new(judged.Finding.Span.Start + by, judged.Finding.Span.End + by) } };

    private static SegmentInspection Run(ExchangeScope scope, string text, Origin origin = Origin.User) => RunAsync(scope, text, origin).GetAwaiter().GetResult();

    private static async Task<SegmentInspection> RunAsync(ExchangeScope scope, string text, Origin origin = Origin.User) => (await InputInspection.RunAsync(
        scope, [new Segment(0, origin, Trust.User, Form.Text, text.AsMemory())], turn: null, TestContext.Current.CancellationToken)).Segments[0];

    private ExchangeScope Scope(string guards, params Detector[] detectors)
    {
        detectors = detectors.Length > 0 ? detectors : [new RunDetector("x", 'x', 2), new RunDetector("y", 'y', 3)];
        var reading = PolicyReader.Read($"version: 1\nname: test\nmode: enforce\nguards: [{guards}]\n", [.. detectors.SelectMany(detector => detector.Kinds)]);
        Assert.True(reading.Document is not null, string.Join('\n', reading.Problems));
        var policy = PolicySnapshot.Compile(reading.Document, 1, detectors, _time);
        return new()
        {
            Id = ExchangeId.New(TimeProvider.System),
            Principal = new(TenantId.New(), KeyId.New(), null, Scopes.Infer),
            Policy = policy,
            Plans = policy.PlansFor(new("model")),
            Input = InspectionScope.Empty,
            Memory = new SegmentMemory(_time),
            Served = _served,
            Masks = new MaskTable(new byte[32]),
        };
    }

    private sealed class FailingDetector : Detector
    {
        public override string Name => "failing";

        public override IReadOnlyList<FindingKind> Kinds => [new("test.x")];

        public override int LookBack => 0;

        public override int LookAhead => 0;

        public override Scanner Open(InspectionScope scope) => new FailingScanner();

        private sealed class FailingScanner : Scanner
        {
            public override int Advance(in TextWindow window, FindingSink findings) => throw new InvalidOperationException("It fails.");
        }
    }
}
