using Sallyport.Policy;
using Sallyport.Retrieval.Fingerprints;
using Sallyport.Text;

namespace Sallyport.Pipeline;

/// <summary>
/// Stretches of a segment that a search has shown, wherever an application pasted them: whoever's role they stand in, they are a document's words. Each is read a second time, alone and as retrieved text. That can
/// only tighten what follows: the whole segment is read under its own origin all the same, so no document can have something judged less strictly. The two readings know nothing of each other, and so each is
/// remembered by itself; together come their findings and edits.
/// </summary>
public sealed partial class InputInspection
{
    private const string StretchDetector = "served";

    private static bool MayHoldServed(Segment segment) =>
        segment is { IsStructure: false, Origin: not Origin.Retrieved } && segment.Text.Length >= Winnower.Shingle;

    private static async ValueTask<(SegmentInspection Inspection, int Edits)> InspectAsync(
        ExchangeScope scope, GuardPlan plan, Segment segment, ServedMemory served, IReadOnlyList<JudgedFinding> others, int editsBefore, InspectionTurn? turn, CancellationToken cancellationToken)
    {
        var stretches = await FindAsync(served.Scan(scope.Principal, segment.Text), segment.Text.Length, turn, cancellationToken).ConfigureAwait(false);
        var readings = new List<StretchReading>(stretches.Count);
        foreach (var stretch in stretches)
        {
            // The first piece of the second stretch follows on the last of the first.
            await GiveWayAsync(readings.Count, turn, cancellationToken).ConfigureAwait(false);
            readings.Add(await ReadAsync(scope, stretch, segment.Text[stretch.Span.Start..stretch.Span.End], turn, cancellationToken).ConfigureAwait(false));
        }

        var (inspection, edits) = await ReadAsync(scope, plan, segment, [.. others, .. readings.SelectMany(static reading => reading.Edits)], turn, cancellationToken).ConfigureAwait(false);
        return (Bound(Join(inspection, readings), editsBefore + edits), edits);
    }

    private static async ValueTask<IReadOnlyList<ServedStretch>> FindAsync(ServedScan scan, int length, InspectionTurn? turn, CancellationToken cancellationToken)
    {
        for (var at = 0; at < length; at += PieceLength)
        {
            await GiveWayAsync(at, turn, cancellationToken).ConfigureAwait(false);
            scan.Advance(Math.Min(length, at + PieceLength));
        }

        return scan.Complete();
    }

    private static async ValueTask<StretchReading> ReadAsync(
        ExchangeScope scope, ServedStretch stretch, ReadOnlyMemory<char> text, InspectionTurn? turn, CancellationToken cancellationToken)
    {
        var (findings, edits, cut, unreachable) = await ReadAloneAsync(scope, scope.Plans.ForInput(Origin.Retrieved), text, scope.Allowance, turn, cancellationToken).ConfigureAwait(false);
        JudgedFinding[] others = cut is not null ? [] : [.. edits.Select(edit => OtherOf(findings, edit, new(stretch.Span.Start + edit.Span.Start, stretch.Span.Start + edit.Span.End), StretchDetector))];
        return new(stretch, findings, others, cut, unreachable);
    }

    private static SegmentInspection Join(SegmentInspection inspection, List<StretchReading> readings)
    {
        if (readings.Count == 0)
        {
            return inspection;
        }

        var known = inspection.Findings.Kept.ToHashSet();
        foreach (var reading in readings)
        {
            inspection = inspection with
            {
                Findings = inspection.Findings.With(reading.Findings.InText(reading.Stretch.Span.Start, known)),
                Unreachable = [.. inspection.Unreachable.Union(reading.Unreachable, StringComparer.Ordinal)],
            };
        }

        var blocked = inspection.BlockedBy is null ? readings.Find(static reading => reading.Cut is not null) : null;
        return inspection with
        {
            Served = [.. readings.Select(static reading => reading.Stretch)],
            BlockedBy = inspection.BlockedBy ?? blocked?.Cut?.Guard,
            BlockedIn = blocked?.Stretch,
            Reason = inspection.Reason ?? blocked?.Cut?.Reason,
            Edited = blocked is null ? inspection.Edited : null,
            Coverage = blocked is not null ? Coverage.Blocked
                : inspection is { Coverage: Coverage.Passed, Unreachable.Count: > 0 } ? Coverage.Unreachable
                : inspection.Coverage,
        };
    }

    /// <summary>What came of reading a stretch; the edits are in places of the whole text, the findings in its own.</summary>
    private sealed record StretchReading(ServedStretch Stretch, FindingTally Findings, IReadOnlyList<JudgedFinding> Edits, Cut? Cut, IReadOnlyList<string> Unreachable);
}
