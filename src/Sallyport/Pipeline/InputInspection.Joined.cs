using Sallyport.Text;

namespace Sallyport.Pipeline;

/// <summary>
/// The text parts of one message, which providers and clients join: a value that is split over them stands in none. A message of several parts is read once more, as one text and for values alone (secrets,
/// PII of a fixed form, canaries); what crosses a border between parts is edited in each of them. That can only tighten what follows. A value of which a part shows the same kind by itself is left to that
/// part's reading, so that an address at a part's end doesn't take the next part's first word along. Most messages have one part, and cost nothing here.
/// </summary>
public sealed partial class InputInspection
{
    private const string JoinedDetector = "joined";

    // The parts of each message that has several, by their places.
    private static IEnumerable<List<int>> MessagesOf(IReadOnlyList<Segment> segments)
    {
        Dictionary<int, List<int>>? byLast = null;
        for (var i = 0; i < segments.Count; i++)
        {
            if (segments[i].Follows is not { } before || segments[before].Origin != segments[i].Origin)
            {
                continue;
            }

            byLast ??= [];
            if (!byLast.Remove(before, out var parts))
            {
                parts = [before];
            }

            parts.Add(i);
            byLast[i] = parts;
        }

        return byLast?.Values ?? Enumerable.Empty<List<int>>();
    }

    /// <summary>Reads a message's parts as one, and what has to be edited of it once more.</summary>
    /// <returns>How many edits that adds.</returns>
    private static async ValueTask<int> InspectJoinedAsync(
        ExchangeScope scope, List<int> parts, SegmentInspection[] inspected, int editsBefore, InspectionTurn? turn, CancellationToken cancellationToken)
    {
        var plan = scope.Plans.ForJoined(inspected[parts[0]].Segment.Origin);
        if (plan.Detectors.Count == 0)
        {
            return 0;
        }

        await GiveWayAsync(1, turn, cancellationToken).ConfigureAwait(false);
        using var joined = new JoinedParts(parts.ConvertAll(place => inspected[place]));
        var reading = await ReadAloneAsync(scope, plan, joined.Text, new FindingAllowance(), turn, cancellationToken).ConfigureAwait(false);
        var findings = PiecesOf(joined, reading.Findings.Kept.Where(judged => joined.IsSplit(judged.Finding.Kind, judged.Finding.Span, mustAct: false)), onlyFirst: true);
        var edits = PiecesOf(
            joined,
            (reading.Cut is null ? reading.Edits : []).Where(edit => joined.IsSplit(edit.Kind, edit.Span, mustAct: true)).Select(edit => OtherOf(reading.Findings, edit, edit.Span, JoinedDetector)),
            onlyFirst: false);

        var added = 0;
        foreach (var (part, others) in edits)
        {
            var segment = inspected[parts[part]].Segment;
            (inspected[parts[part]], var made) = await InspectAsync(scope, segment, others, editsBefore + added, turn, cancellationToken).ConfigureAwait(false);
            added += made;
        }

        foreach (var (part, begun) in findings)
        {
            inspected[parts[part]] = inspected[parts[part]] with { Findings = inspected[parts[part]].Findings.With(FindingTally.Of(begun, scope.Allowance)) };
        }

        Join(ref inspected[parts[reading.Cut is { } cut ? joined.PartAt(cut.Offset) : 0]], reading);
        return added;
    }

    // By the part in which they stand; what is told once is told where it begins.
    private static SortedDictionary<int, List<JudgedFinding>> PiecesOf(JoinedParts joined, IEnumerable<JudgedFinding> all, bool onlyFirst)
    {
        var byPart = new SortedDictionary<int, List<JudgedFinding>>();
        foreach (var judged in all)
        {
            foreach (var (part, piece) in joined.Pieces(judged.Finding.Span).Take(onlyFirst ? 1 : int.MaxValue))
            {
                if (!byPart.TryGetValue(part, out var pieces))
                {
                    byPart.Add(part, pieces = []);
                }

                pieces.Add(judged with { Finding = judged.Finding with { Span = piece } });
            }
        }

        return byPart;
    }

    private static void Join(ref SegmentInspection inspection, Reading reading)
    {
        if (reading.Unreachable.Count > 0)
        {
            inspection = inspection with
            {
                Unreachable = [.. inspection.Unreachable.Union(reading.Unreachable, StringComparer.Ordinal)],
                Coverage = inspection.Coverage == Coverage.Passed ? Coverage.Unreachable : inspection.Coverage,
            };
        }

        if (reading.Cut is { } cut && inspection.BlockedBy is null)
        {
            inspection = inspection with { BlockedBy = cut.Guard, Reason = cut.Reason, Edited = null, Coverage = Coverage.Blocked };
        }
    }
}
