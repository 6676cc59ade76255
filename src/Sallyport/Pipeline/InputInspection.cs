using System.Buffers;
using Sallyport.Detection;
using Sallyport.Policy;
using Sallyport.Text;

namespace Sallyport.Pipeline;

/// <summary>What came of reading a request: every segment with its coverage. Immutable.</summary>
public sealed partial class InputInspection
{
    // Between two such pieces of a text others may have their turn, and the caller may give up.
    private const int PieceLength = 16_384;

    private InputInspection(IReadOnlyList<SegmentInspection> segments, SegmentInspection? blocked)
    {
        Segments = segments;
        Blocked = blocked;
    }

    /// <summary>One for each segment, in their order.</summary>
    public IReadOnlyList<SegmentInspection> Segments { get; }

    /// <summary>The first segment that policy does not let through; with one, nothing of the request leaves.</summary>
    public SegmentInspection? Blocked { get; }

    /// <summary>Reads all segments, also behind one that is blocked, so that the record is whole.</summary>
    /// <param name="scope">What holds for the exchange.</param>
    /// <param name="segments">What to read.</param>
    /// <param name="turn">The turn that the inspection takes among others; null where it need not wait for any.</param>
    /// <param name="cancellationToken">The caller's leaving.</param>
    /// <exception cref="OperationCanceledException">The caller gave up.</exception>
    /// <exception cref="InspectionOverdueException">The turn's time is over. Nothing of the request may leave.</exception>
    public static async ValueTask<InputInspection> RunAsync(
        ExchangeScope scope, IReadOnlyList<Segment> segments, InspectionTurn? turn, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(scope);
        ArgumentNullException.ThrowIfNull(segments);
        var inspected = new SegmentInspection[segments.Count];
        var edits = 0;
        for (var i = 0; i < inspected.Length; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            (inspected[i], var made) = await InspectAsync(scope, segments[i], [], edits, turn, cancellationToken).ConfigureAwait(false);
            edits += made;
        }

        foreach (var parts in MessagesOf(segments))
        {
            edits += await InspectJoinedAsync(scope, parts, inspected, edits, turn, cancellationToken).ConfigureAwait(false);
        }

        var blocked = Array.Find(inspected, static segment => segment.BlockedBy is not null);
        return new(blocked is null ? inspected : Blocking(inspected), blocked);
    }

    /// <summary>The same inspection with what remote guards said of its texts besides.</summary>
    /// <param name="scope">What holds for the exchange.</param>
    /// <param name="verdicts">What was said; places are those of <see cref="Segments"/>.</param>
    public InputInspection With(ExchangeScope scope, IReadOnlyList<RemoteVerdict> verdicts)
    {
        ArgumentNullException.ThrowIfNull(scope);
        var segments = Segments.ToArray();
        SegmentInspection? blocked = null;
        foreach (var said in verdicts.GroupBy(static verdict => verdict.Text).OrderBy(static said => said.Key))
        {
            ref var segment = ref segments[said.Key];
            var judged = RemoteJudgement.Of(scope.Plans.ForInput(segment.Segment.Origin), segment.Segment.Text.Span, said, scope.Allowance);
            segment = segment with
            {
                Findings = segment.Findings.With(judged.Findings),
                Unreachable = [.. segment.Unreachable, .. judged.Unreachable],
                Coverage = judged.Unreachable.Count > 0 ? Coverage.Unreachable : segment.Coverage,
                BlockedBy = judged.BlockedBy,
            };
            blocked ??= judged.BlockedBy is null ? null : segment;
        }

        return new(blocked is null ? segments : Blocking(segments), blocked);
    }

    /// <summary>The same inspection without the findings that one guard took up.</summary>
    /// <param name="guard">Its name.</param>
    public InputInspection Without(string guard) => new([.. Segments.Select(segment => segment with { Findings = segment.Findings.Without(guard) })], Blocked);

    private static SegmentInspection[] Blocking(SegmentInspection[] segments) => Array.ConvertAll(segments, static segment => segment with { Coverage = Coverage.Blocked });

    private static async ValueTask<(SegmentInspection Inspection, int Edits)> InspectAsync(
        ExchangeScope scope, Segment segment, IReadOnlyList<JudgedFinding> others, int editsBefore, InspectionTurn? turn, CancellationToken cancellationToken)
    {
        var plan = segment.IsStructure ? scope.Plans.ForStructure(GuardDirection.Input) : scope.Plans.ForInput(segment.Origin);
        if (segment.Form is not (Form.Text or Form.Json))
        {
            var guard = plan.Coverage.GuardAgainst(segment.Form);
            return (new() { Segment = segment, Coverage = guard is null ? Coverage.Uninspectable : Coverage.Blocked, BlockedBy = guard }, 0);
        }

        if (scope.Served is { IsEmpty: false } served && MayHoldServed(segment))
        {
            return await InspectAsync(scope, plan, segment, served, others, editsBefore, turn, cancellationToken).ConfigureAwait(false);
        }

        var (inspection, edits) = await ReadAsync(scope, plan, segment, others, turn, cancellationToken).ConfigureAwait(false);
        return (Bound(inspection, editsBefore + edits), edits);
    }

    // Others are edits that another reading makes in stretches of the text.
    private static async ValueTask<(SegmentInspection Inspection, int Edits)> ReadAsync(
        ExchangeScope scope, GuardPlan plan, Segment segment, IReadOnlyList<JudgedFinding> others, InspectionTurn? turn, CancellationToken cancellationToken)
    {
        if (plan.Detectors.Count == 0 && others.Count == 0)
        {
            // Policy asks nobody to read it.
            return (new() { Segment = segment, Coverage = Coverage.Passed }, 0);
        }

        if (scope.Memory.Recall(plan, scope.Input, segment.Text.Span, out var token) is { } remembered)
        {
            return Repeat(scope, segment, remembered, others);
        }

        using var guarded = new ChannelGuard(plan, scope.Input, scope.Masks, allowance: scope.Allowance);
        guarded.Take(others);
        ArrayBufferWriter<char>? edited = null;
        var left = 0;
        for (var at = 0; at < segment.Text.Length && guarded.Cut is null; at += PieceLength)
        {
            await GiveWayAsync(at, turn, cancellationToken).ConfigureAwait(false);
            guarded.Append(segment.Text.Span.Slice(at, Math.Min(PieceLength, segment.Text.Length - at)));
            left = TakeClear(guarded, segment, left, ref edited);
        }

        guarded.Complete();
        TakeClear(guarded, segment, left, ref edited);
        if (token is { } known && guarded.IsWhole)
        {
            scope.Memory.Remember(plan, known, guarded.Findings.Kept);
        }

        if (guarded.Findings.Total == 0 && guarded.Unreachable.Count == 0 && others.Count == 0)
        {
            return (new() { Segment = segment, Coverage = Coverage.Passed }, 0);
        }

        return (Conclude(segment, guarded, edited), guarded.EditCount);
    }

    // A text that is read besides the segments: a stretch of one, or several joined.
    private static async ValueTask<Reading> ReadAloneAsync(ExchangeScope scope, GuardPlan plan, ReadOnlyMemory<char> text, FindingAllowance allowance, InspectionTurn? turn, CancellationToken cancellationToken)
    {
        if (scope.Memory.Recall(plan, scope.Input, text.Span, out var token) is { } remembered)
        {
            return new(FindingTally.Of(remembered, allowance), PendingEdits.EditsOf(remembered, text.Span, scope.Masks), null, []);
        }

        using var guarded = new ChannelGuard(plan, scope.Input, scope.Masks, allowance: allowance);
        for (var at = 0; at < text.Length && guarded.Cut is null; at += PieceLength)
        {
            await GiveWayAsync(at, turn, cancellationToken).ConfigureAwait(false);
            guarded.Append(text.Span.Slice(at, Math.Min(PieceLength, text.Length - at)));
        }

        guarded.Complete();
        if (token is { } known && guarded.IsWhole)
        {
            scope.Memory.Remember(plan, known, guarded.Findings.Kept);
        }

        return new(guarded.Findings, [.. guarded.Edits.Select(edit => edit with { Span = new(edit.Span.Start, Math.Min(edit.Span.End, text.Length)) })], guarded.Cut, [.. guarded.Unreachable]);
    }

    // An edit of such a reading, as the guard of a segment takes it.
    private static JudgedFinding OtherOf(FindingTally findings, in Edit edit, TextSpan span, string detector) => new(
        new Finding(edit.Kind, span, 1, detector),
        new Judgement(edit.Action, IsEnforced: true, findings.Counts.First(static alike => alike.Judgement.IsActing).Judgement.Guard));

    // Between two pieces of a text.
    private static async ValueTask GiveWayAsync(int at, InspectionTurn? turn, CancellationToken cancellationToken)
    {
        if (at > 0)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (turn is not null)
            {
                await turn.NextAsync(cancellationToken).ConfigureAwait(false);
            }
        }
    }

    // What reading the segment again would come to: the same findings make the same edits.
    private static (SegmentInspection Inspection, int Edits) Repeat(
        ExchangeScope scope, Segment segment, IReadOnlyList<JudgedFinding> findings, IReadOnlyList<JudgedFinding> others)
    {
        var inspection = new SegmentInspection { Segment = segment, Coverage = Coverage.Passed };
        if (findings.Count + others.Count == 0)
        {
            return (inspection, 0);
        }

        var edited = PendingEdits.Apply([.. findings, .. others], segment.Text.Span, scope.Masks, out var edits);
        return (inspection with { Findings = FindingTally.Of(findings, scope.Allowance), Edited = edited }, edits);
    }

    // Takes what has its final form out of the guard, so that a long text costs no more memory than what is undecided of it.
    private static int TakeClear(ChannelGuard guarded, Segment segment, int from, ref ArrayBufferWriter<char>? edited)
    {
        var clear = guarded.ClearTo;
        if (edited is null && guarded.IsEdited(from, clear))
        {
            edited = new(segment.Text.Length + 64);
            edited.Write(segment.Text.Span[..from]);
        }

        if (edited is not null)
        {
            guarded.Write(from, clear, edited);
        }

        guarded.Release(clear);
        return clear;
    }

    private static SegmentInspection Conclude(Segment segment, ChannelGuard guarded, ArrayBufferWriter<char>? edited) => new()
    {
        Segment = segment,
        Coverage = CoverageOf(guarded),
        Findings = guarded.Findings,
        Edited = edited is null || guarded.Cut is not null ? null : new(edited.WrittenSpan),
        BlockedBy = guarded.Cut?.Guard,
        Reason = guarded.Cut?.Reason,
        Unreachable = [.. guarded.Unreachable],
    };

    // What one text may not have, all of a request's together may not have either.
    private static SegmentInspection Bound(SegmentInspection inspection, int edits) =>
        inspection.BlockedBy is null && edits > PendingEdits.MaxEdits
            ? inspection with
            {
                Edited = null,
                Coverage = Coverage.Blocked,
                BlockedBy = inspection.Findings.Counts.First(static alike => alike.Judgement is { IsEnforced: true, Action: > GuardAction.Flag }).Judgement.Guard,
                Reason = $"A request needs more than {PendingEdits.MaxEdits} edits.",
            }
            : inspection;

    /// <summary>What came of reading a text besides the segments, in its own places.</summary>
    private sealed record Reading(FindingTally Findings, IReadOnlyList<Edit> Edits, Cut? Cut, IReadOnlyList<string> Unreachable);

    private static Coverage CoverageOf(ChannelGuard guarded) =>
        guarded.Cut is not null ? Coverage.Blocked
        : guarded.Unreachable.Count > 0 ? Coverage.Unreachable
        : Coverage.Passed;
}
