using System.Buffers;
using System.Diagnostics;
using CsCheck;
using Sallyport.Detection;
using Sallyport.Masking;
using Sallyport.Pipeline;
using Sallyport.Policy;
using Sallyport.Text;
using Xunit;

namespace Sallyport.Tests.Pipeline;

public sealed class ChannelGuardTests
{
    private static readonly Gen<string> Texts = Gen.OneOf(
            Gen.Const("a"), Gen.Const("aa"), Gen.Const("aaaaaaaaaaaaaaaaaaaaaaa"), Gen.Const("b"), Gen.Const("bbb"), Gen.Const("ab"),
            Gen.Const("x"), Gen.Const(" "), Gen.Const("<"), Gen.Const(">"), Gen.Const("cc"), Gen.Const("hello "))
        .Array[0, 40].Select(string.Concat);

    [Fact]
    public void Invariant1_AnyCutting_GivesTheSameTextAndFindings()
    {
        var plans = new[]
        {
            Plan((new RunDetector("a", 'a', 2), GuardAction.Redact), (new RunDetector("b", 'b', 2), GuardAction.Mask), (new BlockDetector(), GuardAction.Redact)),
            Plan((new RunDetector("a", 'a', 2), GuardAction.Mask), (new RunDetector("c", 'c', 2), GuardAction.Block), (new BlockDetector(), GuardAction.Redact)),
            Plan((new RunDetector("a", 'a', 1), GuardAction.Flag), (new BlockDetector(), GuardAction.Block)),
        };

        Gen.Select(Texts, Gen.Int[1, 5].Array[0, 200], Gen.Int[0, 2].Select(i => plans[i])).Sample((text, cuts, plan) =>
        {
            var whole = Feed(plan, text, []);
            var pieces = Feed(plan, text, cuts);

            Assert.Equal(whole.Sent, pieces.Sent);
            Assert.Equal(whole.Cut, pieces.Cut);
            Assert.Equal(whole.Edits, pieces.Edits);
        });
    }

    [Theory]
    [InlineData(GuardAction.Flag)]
    [InlineData(GuardAction.Redact)]
    public void Append_FloodOfFindings_CostsNoMoreThanTheirNumber(GuardAction action)
    {
        var text = string.Concat(Enumerable.Repeat("ax", 100_000));
        using var guard = new ChannelGuard(Plan((new RunDetector("a", 'a', 1), action)), InspectionScope.Empty);

        var started = Stopwatch.GetTimestamp();
        guard.Append(text);
        guard.Complete();
        var edited = Enumerable.Range(0, text.Length).Count(at => guard.IsEdited(at, at + 1));

        // Far above what it takes, far below what work by the square of the findings would.
        Assert.True(Stopwatch.GetElapsedTime(started) < TimeSpan.FromSeconds(10));
        Assert.Equal(100_000, guard.Findings.Total);
        Assert.Equal(action is GuardAction.Redact ? 100_000 : 0, edited);
    }

    [Fact]
    public void Append_FloodOfFindingsInsideAnOpenOne_CostsNoMoreThanTheirNumber()
    {
        using var guard = new ChannelGuard(Plan((new RunDetector("a", 'a', 1), GuardAction.Redact), (new BlockDetector(), GuardAction.Redact)), InspectionScope.Empty);

        var started = Stopwatch.GetTimestamp();
        guard.Append("<secret ");
        for (var i = 0; i < 100_000; i++)
        {
            guard.Append("ax");
        }

        guard.Append(">");
        guard.Complete();

        Assert.True(Stopwatch.GetElapsedTime(started) < TimeSpan.FromSeconds(10));
        Assert.Single(guard.Edits);
        Assert.Equal("[REDACTED:test.block]", Written(guard, 0, guard.ClearTo));
    }

    [Fact]
    public void Append_MoreEditsThanATextMayHave_IsCutThereHoweverItComes()
    {
        var plan = Plan((new RunDetector("a", 'a', 1), GuardAction.Redact));
        var text = string.Concat(Enumerable.Repeat("ax", PendingEdits.MaxEdits + 5));
        using var whole = new ChannelGuard(plan, InspectionScope.Empty);
        using var pieces = new ChannelGuard(plan, InspectionScope.Empty);

        whole.Append(text);
        whole.Complete();
        foreach (var piece in text.Chunk(1_000))
        {
            pieces.Append(piece);
            pieces.Release(pieces.ClearTo);
        }

        pieces.Complete();

        Assert.Equal(2 * PendingEdits.MaxEdits, whole.Cut!.Offset);
        Assert.Equal(whole.Cut.Offset, pieces.Cut!.Offset);
        Assert.Equal("guard-0", whole.Cut.Guard);
        Assert.NotNull(whole.Cut.Reason);
    }

    [Fact]
    public void Invariant1_LongTextInAnyCutting_GivesTheSameTextAndFindings()
    {
        var plan = Plan((new RunDetector("a", 'a', 2), GuardAction.Redact), (new RunDetector("b", 'b', 2), GuardAction.Mask), (new BlockDetector(), GuardAction.Redact));

        Gen.Select(Texts, Gen.Int[400, 3_000], Gen.Int[1, 20_000].Array[0, 8]).Sample(
            (text, times, cuts) =>
            {
                var full = string.Concat(Enumerable.Repeat(text, Math.Min(times, 80_000 / Math.Max(1, text.Length))));
                var whole = Feed(plan, full, []);
                var pieces = Feed(plan, full, cuts);

                Assert.Equal(whole, pieces);
            },
            iter: 40);
    }

    [Fact]
    public void Append_PlainText_IsClearAtOnce()
    {
        using var guard = new ChannelGuard(Plan((new RunDetector("a", 'a', 2), GuardAction.Redact)), InspectionScope.Empty);

        guard.Append("hello");

        Assert.Equal(5, guard.ClearTo);
    }

    [Fact]
    public void Append_WhatMayBecomeAFinding_IsHeldFromItsStart()
    {
        using var guard = new ChannelGuard(Plan((new RunDetector("a", 'a', 2), GuardAction.Redact)), InspectionScope.Empty);

        guard.Append("hello a");
        var held = guard.ClearTo;
        guard.Append("x");

        Assert.Equal(6, held);
        Assert.Equal(8, guard.ClearTo);
    }

    [Fact]
    public void Append_LongSecret_IsSwallowedFromItsOpeningMark()
    {
        using var guard = new ChannelGuard(Plan((new BlockDetector(), GuardAction.Redact)), InspectionScope.Empty);

        guard.Append("key <secret");
        var clear = guard.ClearTo;
        var sent = Written(guard, 0, clear);

        Assert.Equal(11, clear);
        Assert.Equal("key [REDACTED:test.block]", sent);
    }

    [Fact]
    public void Complete_BlockEnforced_NothingLeavesFromTheFindingOn()
    {
        using var guard = new ChannelGuard(Plan((new RunDetector("c", 'c', 2), GuardAction.Block)), InspectionScope.Empty);

        guard.Append("fine ccc not this");
        guard.Complete();

        Assert.Equal(5, guard.Cut!.Offset);
        Assert.Equal(5, guard.ClearTo);
        Assert.Equal("fine ", Written(guard, 0, 17));
    }

    [Fact]
    public void Append_ObservingDetector_HoldsNothingBack()
    {
        using var guard = new ChannelGuard(TestPlan.For("observe", "block", (new RunDetector("a", 'a', 2), GuardAction.Redact)), InspectionScope.Empty);

        guard.Append("aa");
        var clear = guard.ClearTo;
        guard.Complete();

        Assert.Equal(2, clear);
        Assert.Equal("test.a", Assert.Single(guard.Findings.Kept).Finding.Kind.Name);
        Assert.Empty(guard.Edits);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Append_DetectorThrows_IsCutOrPassedAsPolicySays(bool blocks)
    {
        using var guard = new ChannelGuard(TestPlan.For("enforce", blocks ? "block" : "pass", (new ThrowingDetector(), GuardAction.Redact)), InspectionScope.Empty);

        guard.Append("hello");
        guard.Complete();

        Assert.Equal("throwing", Assert.Single(guard.Unreachable));
        Assert.Equal(blocks ? 0 : 5, guard.ClearTo);
        Assert.Equal(blocks, guard.Cut is not null);
    }

    [Fact]
    public void Append_LongStream_KeepsABoundedBuffer()
    {
        using var guard = new ChannelGuard(Plan((new RunDetector("a", 'a', 2), GuardAction.Redact)), InspectionScope.Empty);
        var sent = new ArrayBufferWriter<char>();
        var from = 0;
        for (var i = 0; i < 10_000; i++)
        {
            guard.Append("some words aaa ");
            guard.Write(from, guard.ClearTo, sent);
            from = guard.ClearTo;
            guard.Release(from);
        }

        Assert.Throws<ArgumentOutOfRangeException>(() => guard.Write(0, 1, sent));
        Assert.True(guard.Edits.Count < 100);
        Assert.DoesNotContain("aaa", new string(sent.WrittenSpan), StringComparison.Ordinal);
    }

    [Fact]
    public void Restore_AnyCutting_PutsEachValueBack()
    {
        var masks = new MaskTable(new byte[16]);
        var placeholder = masks.PlaceholderFor(new("pii.email"), "jane@example.org")!;
        var plan = Plan((new RunDetector("a", 'a', 2), GuardAction.Redact));
        var texts = Gen.OneOf(Gen.Const(placeholder), Gen.Const(placeholder[..7]), Gen.Const("[["), Gen.Const("[[EMAIL-0123456789]]"), Gen.Const("]"), Gen.Const("aa"), Gen.Const("so "))
            .Array[0, 20].Select(string.Concat);

        Gen.Select(texts, Gen.Int[1, 5].Array[0, 200]).Sample((text, cuts) =>
        {
            using var guard = new ChannelGuard(plan, InspectionScope.Empty, masks, restores: true);
            var sent = new ArrayBufferWriter<char>();
            var at = 0;
            foreach (var cut in cuts)
            {
                var end = Math.Min(text.Length, at + cut);
                guard.Append(text.AsSpan(at, end - at));
                at = end;
            }

            guard.Append(text.AsSpan(at));
            guard.Complete();
            guard.Write(0, guard.ClearTo, sent);

            var wanted = text.Replace(placeholder, "jane@example.org", StringComparison.Ordinal);
            Assert.Equal(System.Text.RegularExpressions.Regex.Replace(wanted, "aa+", "[REDACTED:test.a]"), new string(sent.WrittenSpan));
        });
    }

    private static GuardPlan Plan(params (Detector, GuardAction)[] guards) => TestPlan.For(guards);

    private static string Written(ChannelGuard guard, int from, int to)
    {
        var writer = new ArrayBufferWriter<char>();
        guard.Write(from, to, writer);
        return new(writer.WrittenSpan);
    }

    private static (string Sent, int? Cut, string Edits) Feed(GuardPlan plan, string text, int[] cuts)
    {
        using var guard = new ChannelGuard(plan, InspectionScope.Empty, new MaskTable(new byte[16]));
        var writer = new ArrayBufferWriter<char>();
        var edits = new List<Edit>();
        var sent = 0;
        var at = 0;
        foreach (var cut in cuts)
        {
            var end = Math.Min(text.Length, at + cut);
            guard.Append(text.AsSpan(at, end - at));
            at = end;
            Drain();
        }

        guard.Append(text.AsSpan(at));
        guard.Complete();
        Drain();
        edits = [.. guard.Edits];
        return (new(writer.WrittenSpan), guard.Cut?.Offset, string.Join(";", edits.Select(e => $"{e.Span.Start}:{e.Replacement}")));

        void Drain()
        {
            guard.Write(sent, guard.ClearTo, writer);
            sent = guard.ClearTo;
        }
    }

    private sealed class ThrowingDetector : Detector
    {
        public override string Name => "throwing";

        public override IReadOnlyList<FindingKind> Kinds => [new("test.throwing")];

        public override int LookBack => 0;

        public override int LookAhead => 0;

        public override Scanner Open(InspectionScope scope) => new ThrowingScanner();

        private sealed class ThrowingScanner : Scanner
        {
            public override int Advance(in TextWindow window, FindingSink findings) => throw new InvalidOperationException("broken");
        }
    }
}
