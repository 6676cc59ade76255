using Sallyport.Detection;
using Sallyport.Masking;
using Sallyport.Pipeline;
using Sallyport.Policy;
using Sallyport.Tenancy;
using Sallyport.Text;
using Xunit;

namespace Sallyport.Tests.Pipeline;

public sealed class InputInspectionTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("observe")]
    [InlineData("enforce")]
    public async Task Flood_OfFindings_KeepsAllCountsAndAFewWhole(string mode)
    {
        var scope = Scope(mode, "redact", new RunDetector("a", 'a', 1));
        var text = string.Concat(Enumerable.Repeat("ax", 200_000));

        var inspection = await InputInspection.RunAsync(scope, [Segment(0, text)], turn: null, Token);

        Assert.Equal(200_000, inspection.Segments[0].Findings.Total);
        Assert.Equal(200_000, Assert.Single(inspection.Segments[0].Findings.Counts).Count);
        Assert.Equal(FindingAllowance.Standard, inspection.Segments[0].Findings.Kept.Count);
        Assert.Equal(mode == "enforce" ? string.Concat(Enumerable.Repeat("[REDACTED:test.a]x", 200_000)) : null, inspection.Segments[0].Edited);
    }

    [Fact]
    public async Task Flood_OverManySegments_SharesOneSample()
    {
        var scope = Scope("observe", "redact", new RunDetector("a", 'a', 1));
        var segments = Enumerable.Range(0, 1_000).Select(i => Segment(i, "axaxax")).ToArray();

        var inspection = await InputInspection.RunAsync(scope, segments, turn: null, Token);

        Assert.Equal(3_000, inspection.Segments.Sum(segment => segment.Findings.Total));
        Assert.Equal(FindingAllowance.Standard, inspection.Segments.Sum(segment => segment.Findings.Kept.Count));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public async Task Flood_OfMoreEditsThanMayBe_IsRefusedWithItsReason(int segments)
    {
        var scope = Scope("enforce", "redact", new RunDetector("a", 'a', 1));
        var text = string.Concat(Enumerable.Repeat("ax", (PendingEdits.MaxEdits / segments) + 1));

        var inspection = await InputInspection.RunAsync(scope, [.. Enumerable.Range(0, segments).Select(i => Segment(i, text))], turn: null, Token);

        Assert.Equal("guards", inspection.Blocked!.BlockedBy);
        Assert.Contains("more than 262144 edits", inspection.Blocked.Reason, StringComparison.Ordinal);
        Assert.Null(inspection.Blocked.Edited);
        Assert.All(inspection.Segments, segment => Assert.Equal(Coverage.Blocked, segment.Coverage));
    }

    [Fact]
    public async Task LongText_FindingsAcrossPieces_AreEditedAsInAWhole()
    {
        var text = string.Concat(Enumerable.Range(0, 30_000).Select(i => (i % 7) switch { 0 => "aaa", 1 => "<s>", 2 => "é", _ => "word " }));
        var scope = Scope("enforce", "mask", new RunDetector("a", 'a', 2), new BlockDetector());

        var inspection = await InputInspection.RunAsync(scope, [Segment(0, text)], turn: null, Token);

        using var guard = new ChannelGuard(scope.Plans.ForInput(Origin.User), scope.Input, scope.Masks, keepsText: true);
        guard.Append(text);
        guard.Complete();
        var whole = new System.Buffers.ArrayBufferWriter<char>();
        guard.Write(0, text.Length, whole);
        Assert.Equal(new string(whole.WrittenSpan), inspection.Segments[0].Edited);
    }

    [Fact]
    public async Task LongText_CallerLeavesInTheMiddle_IsNotReadOn()
    {
        using var leaving = new CancellationTokenSource();
        var read = 0;
        var detector = new WatchingDetector(length =>
        {
            read = length;
            leaving.Cancel();
        });

        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => InputInspection.RunAsync(Scope("enforce", "redact", detector), [Segment(0, new string('x', 1 << 20))], turn: null, leaving.Token).AsTask());

        Assert.InRange(read, 1, 64 << 10);
    }

    private static Segment Segment(int index, string text) => new(index, Origin.User, Trust.User, Form.Text, text.AsMemory());

    private static ExchangeScope Scope(string mode, string action, params Detector[] detectors)
    {
        var text = $"version: 1\nname: test\nmode: {mode}\nguards:\n  - {{name: guards, findings: [test], on: input, action: {action}}}\n";
        var reading = PolicyReader.Read(text, [.. detectors.SelectMany(detector => detector.Kinds)]);
        Assert.True(reading.Document is not null, string.Join('\n', reading.Problems));
        var policy = PolicySnapshot.Compile(reading.Document, 1, detectors, TimeProvider.System);
        return new()
        {
            Id = ExchangeId.New(TimeProvider.System),
            Principal = new(TenantId.New(), KeyId.New(), null, Scopes.Infer),
            Policy = policy,
            Plans = policy.PlansFor(new("model")),
            Input = InspectionScope.Empty,
            Memory = new SegmentMemory(TimeProvider.System),
            Masks = new MaskTable(new byte[32]),
        };
    }

    private sealed class WatchingDetector(Action<int> onRead) : Detector
    {
        public override string Name => "watching";

        public override IReadOnlyList<FindingKind> Kinds => [new("test.watching")];

        public override int LookBack => 0;

        public override int LookAhead => 0;

        public override Scanner Open(InspectionScope scope) => new WatchingScanner(onRead);

        private sealed class WatchingScanner(Action<int> onRead) : Scanner
        {
            public override int Advance(in TextWindow window, FindingSink findings)
            {
                onRead(window.End);
                return window.End;
            }
        }
    }
}
