using Sallyport.Retrieval.Reading;

namespace Sallyport.Documents;

/// <summary>The headings that what comes next stands under.</summary>
internal sealed class HeadingPath
{
    private readonly string?[] _levels = new string?[DocumentLimits.HeadingLevels];

    /// <summary>See <see cref="DocumentPassage.Heading"/>.</summary>
    public string? Current { get; private set; }

    /// <summary>A heading begins; those of its level and below are over.</summary>
    /// <param name="level">From 1; deeper ones than there are levels count as the deepest.</param>
    /// <param name="text">Its text.</param>
    public void Open(int level, ReadOnlySpan<char> text)
    {
        text = text.Trim();
        if (text.IsEmpty)
        {
            return;
        }

        var length = Math.Min(text.Length, DocumentLimits.HeadingLength);
        var index = Math.Clamp(level, 1, DocumentLimits.HeadingLevels) - 1;
        _levels[index] = text[..(char.IsHighSurrogate(text[length - 1]) ? length - 1 : length)].ToString().ReplaceLineEndings(" ").Replace('\0', ' ').Trim();
        _levels.AsSpan(index + 1).Clear();
        Current = string.Join(DocumentPassage.HeadingSeparator, _levels.Where(static heading => !string.IsNullOrEmpty(heading)));
    }
}
