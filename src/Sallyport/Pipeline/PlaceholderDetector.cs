using Sallyport.Detection;
using Sallyport.Masking;
using Sallyport.Text;

namespace Sallyport.Pipeline;

/// <summary>
/// Finds the placeholders of one exchange's masked values, so that a guard puts the values back with the same machinery that takes others out.
/// Belongs to that exchange: it knows no other's placeholders.
/// </summary>
internal sealed class PlaceholderDetector(MaskTable masks) : AnchoredDetector
{
    /// <summary>The kind under which a guard knows that a finding is to be restored, not judged.</summary>
    public static readonly FindingKind Kind = new("mask.placeholder");

    public override string Name => "placeholder";

    public override IReadOnlyList<FindingKind> Kinds { get; } = [Kind];

    public override ViewKinds Views => ViewKinds.Original;

    public override int LookBack => 0;

    public override int LookAhead => Placeholder.MaxLength;

    protected internal override int FindAnchor(ReadOnlySpan<char> text, char before) => text.IndexOf('[');

    protected internal override bool CanAnchor(char c) => c == '[';

    protected internal override bool CanEndTail(char last) => false;

    protected internal override int OpenTail(ReadOnlySpan<char> text) => 0;

    protected internal override Recognition Recognize(in Candidate candidate)
    {
        var text = candidate.Text[candidate.Anchor..];
        var closing = text.IndexOf("]]", StringComparison.Ordinal);
        if (closing < 0)
        {
            return !candidate.IsComplete && Placeholder.IsPrefix(text, out _)
                ? Recognition.Undecided(candidate.Anchor)
                : Recognition.Nothing(candidate.Anchor + 1);
        }

        var end = closing + 2;
        return masks.TryRestore(text[..end], out _)
            ? Recognition.Found(Kind, new(candidate.Anchor, candidate.Anchor + end), 1)
            : Recognition.Nothing(candidate.Anchor + 1);
    }
}
