using System.Buffers;
using Sallyport.Detection;
using Sallyport.Text;

namespace Sallyport.Pipeline;

/// <summary>The text parts of one message as one text, without anything between them. Valid until it is disposed of.</summary>
internal sealed class JoinedParts : IDisposable
{
    private readonly IReadOnlyList<SegmentInspection> _parts;
    private readonly char[] _text;

    // Where each part starts, and behind them where the last one ends.
    private readonly int[] _starts;

    /// <param name="parts">The parts in their order, each as its own reading left it.</param>
    public JoinedParts(IReadOnlyList<SegmentInspection> parts)
    {
        _parts = parts;
        _starts = new int[parts.Count + 1];
        for (var i = 0; i < parts.Count; i++)
        {
            _starts[i + 1] = _starts[i] + parts[i].Segment.Text.Length;
        }

        _text = ArrayPool<char>.Shared.Rent(_starts[^1]);
        for (var i = 0; i < parts.Count; i++)
        {
            parts[i].Segment.Text.CopyTo(_text.AsMemory(_starts[i]));
        }
    }

    /// <summary>The text.</summary>
    public ReadOnlyMemory<char> Text => _text.AsMemory(0, _starts[^1]);

    /// <summary>Whether a stretch crosses a border between parts, and is no part's own finding of this kind that goes on.</summary>
    /// <param name="kind">What was found.</param>
    /// <param name="span">Where.</param>
    /// <param name="mustAct">Whether only a finding that a guard acts on is one.</param>
    public bool IsSplit(FindingKind kind, TextSpan span, bool mustAct)
    {
        var pieces = 0;
        foreach (var (part, piece) in Pieces(span))
        {
            pieces++;
            foreach (var (finding, judgement) in _parts[part].Findings.Kept)
            {
                if (finding.Kind == kind && finding.Span.Overlaps(piece) && (judgement.IsActing || !mustAct))
                {
                    return false;
                }
            }
        }

        return pieces > 1;
    }

    /// <summary>The part in which an offset of the text lies.</summary>
    public int PartAt(int offset)
    {
        var at = Array.BinarySearch(_starts, 0, _parts.Count, offset);
        return at >= 0 ? at : ~at - 1;
    }

    /// <summary>A stretch of the text as the parts have it: each part's place among them, and what it holds of the stretch in its own offsets.</summary>
    public IEnumerable<(int Part, TextSpan Piece)> Pieces(TextSpan span)
    {
        for (var part = PartAt(span.Start); part < _parts.Count && _starts[part] < span.End; part++)
        {
            yield return (part, new(Math.Max(span.Start, _starts[part]) - _starts[part], Math.Min(span.End, _starts[part + 1]) - _starts[part]));
        }
    }

    /// <inheritdoc/>
    public void Dispose() => ArrayPool<char>.Shared.Return(_text, clearArray: true);
}
