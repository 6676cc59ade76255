using System.Buffers;
using Sallyport.Text;

namespace Sallyport.Detection.HiddenText;

/// <summary>
/// Finds text that a model reads and a person does not see: tag characters, runs of variation selectors and of zero-width characters, bidirectional
/// controls, HTML comments and elements that a style hides. Emoji, flags, scripts that need joiners and right-to-left text are left alone.
/// Comments and styles are ordinary in source code, so they score low unless their words speak to a model.
/// </summary>
public sealed class HiddenTextDetector : AnchoredDetector
{
    private static readonly SearchValues<char> Anchors = SearchValues.Create(
        [.. InvisibleRun.ZeroWidth, .. InvisibleRun.Bidirectional, .. InvisibleRun.Selectors, InvisibleRun.TagSurrogate, '\u00ad', '<']);

    /// <inheritdoc/>
    public override string Name => "hidden_text";

    /// <inheritdoc/>
    public override IReadOnlyList<FindingKind> Kinds => HiddenTextKinds.All;

    /// <summary>Only the text as it came: every other view shows these characters' meaning.</summary>
    public override ViewKinds Views => ViewKinds.Original;

    /// <inheritdoc/>
    public override int LookBack => 48;

    /// <summary>Of a longer comment or run this much is found at once, and runs go on from there.</summary>
    public override int LookAhead => 2_048;

    /// <inheritdoc/>
    protected internal override int FindAnchor(ReadOnlySpan<char> text, char before) => text.IndexOfAny(Anchors);

    /// <inheritdoc/>
    protected internal override bool CanAnchor(char c) => Anchors.Contains(c);

    /// <inheritdoc/>
    protected internal override bool CanEndTail(char last) => false;

    /// <inheritdoc/>
    protected internal override int OpenTail(ReadOnlySpan<char> text) => 0;

    /// <inheritdoc/>
    protected internal override Recognition Recognize(in Candidate candidate) =>
        candidate.Text[candidate.Anchor] == '<' ? HiddenMarkup.Recognize(candidate) : InvisibleRun.Recognize(candidate);
}
