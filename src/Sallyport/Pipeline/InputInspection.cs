using Sallyport.Text;

namespace Sallyport.Pipeline;

/// <summary>What came of reading a request: every segment with its coverage. Immutable.</summary>
public sealed class InputInspection
{
    private InputInspection(IReadOnlyList<SegmentInspection> segments, SegmentInspection? blocked)
    {
        Segments = segments;
        Blocked = blocked;
    }

    /// <summary>One for each segment, in their order.</summary>
    public IReadOnlyList<SegmentInspection> Segments { get; }

    /// <summary>The first segment that policy does not let through; with one, nothing of the request leaves.</summary>
    public SegmentInspection? Blocked { get; }

    /// <summary>Reads all segments to their ends, also behind one that is blocked, so that the record is whole.</summary>
    /// <exception cref="OperationCanceledException">The caller gave up, or inspection took longer than it may.</exception>
    public static InputInspection Run(ExchangeScope scope, IReadOnlyList<Segment> segments, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(scope);
        ArgumentNullException.ThrowIfNull(segments);
        var inspected = new SegmentInspection[segments.Count];
        SegmentInspection? blocked = null;
        for (var i = 0; i < inspected.Length; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            inspected[i] = Inspect(scope, segments[i]);
            blocked ??= inspected[i].BlockedBy is null ? null : inspected[i];
        }

        if (blocked is not null)
        {
            for (var i = 0; i < inspected.Length; i++)
            {
                inspected[i] = inspected[i] with { Coverage = Coverage.Blocked };
            }
        }

        return new(inspected, blocked);
    }

    private static SegmentInspection Inspect(ExchangeScope scope, Segment segment)
    {
        var plan = scope.Plans.ForInput(segment.Origin);
        if (segment.Form is not (Form.Text or Form.Json))
        {
            var guard = plan.Coverage.GuardAgainst(segment.Form);
            return new() { Segment = segment, Coverage = guard is null ? Coverage.Uninspectable : Coverage.Blocked, BlockedBy = guard };
        }

        var text = segment.Text.Span;
        if (scope.Memory.IsClean(plan, scope.Input, text, out var token))
        {
            return new() { Segment = segment, Coverage = Coverage.Passed };
        }

        using var guarded = new ChannelGuard(plan, scope.Input, scope.Masks);
        guarded.Append(text);
        guarded.Complete();
        if (guarded.Findings.Count == 0 && guarded.Unreachable.Count == 0)
        {
            scope.Memory.Remember(plan, token);
            return new() { Segment = segment, Coverage = Coverage.Passed };
        }

        return new()
        {
            Segment = segment,
            Coverage = CoverageOf(guarded),
            Findings = [.. guarded.Findings],
            Edits = [.. guarded.Edits],
            BlockedBy = guarded.Cut?.Guard,
            Unreachable = [.. guarded.Unreachable],
        };
    }

    private static Coverage CoverageOf(ChannelGuard guarded) =>
        guarded.Cut is not null ? Coverage.Blocked
        : guarded.Unreachable.Count > 0 ? Coverage.Unreachable
        : Coverage.Passed;
}
