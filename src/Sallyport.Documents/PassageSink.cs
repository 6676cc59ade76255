using System.Buffers;
using System.Text;
using Sallyport.Retrieval.Reading;

namespace Sallyport.Documents;

/// <summary>Takes passages from a parser, tidies them and keeps the bounds on all text of a document.</summary>
/// <param name="take">Gets each passage.</param>
internal sealed class PassageSink(Action<DocumentPassage> take)
{
    private static readonly SearchValues<char> Suspects = SearchValues.Create([.. Enumerable.Range(0xD800, 0x800).Select(static c => (char)c), '\0']);

    private long _bytes;
    private int _count;

    /// <summary>Whether any passage came.</summary>
    public bool HasAny => _count > 0;

    /// <summary>Adds a text, cut in several passages where it is long. White space alone is nothing.</summary>
    /// <exception cref="DocumentFaultException">There is too much text.</exception>
    public void Add(ReadOnlySpan<char> text, string? heading = null, int? page = null, bool isHidden = false)
    {
        text = text.Trim();
        while (text.Length > 0)
        {
            var length = text.Length <= DocumentLimits.PassageLength ? text.Length : CutOf(text);
            Take(new DocumentPassage(WellFormed(text[..length].TrimEnd()), heading is null ? null : WellFormed(heading), page, isHidden));
            text = text[length..].TrimStart();
        }
    }

    private void Take(DocumentPassage passage)
    {
        _bytes += Encoding.UTF8.GetByteCount(passage.Text) + (passage.Heading?.Length ?? 0);
        if (_bytes > DocumentLimits.TextBytes || ++_count > DocumentLimits.Passages)
        {
            throw new DocumentFaultException(DocumentFault.TooMuchText);
        }

        take(passage);
    }

    private static int CutOf(ReadOnlySpan<char> text)
    {
        var half = text[(DocumentLimits.PassageLength / 2)..DocumentLimits.PassageLength];
        foreach (var end in (ReadOnlySpan<char>)['\n', ' '])
        {
            var found = half.LastIndexOf(end);
            if (found >= 0)
            {
                return (DocumentLimits.PassageLength / 2) + found + 1;
            }
        }

        return char.IsHighSurrogate(half[^1]) ? DocumentLimits.PassageLength - 1 : DocumentLimits.PassageLength;
    }

    // Parsers of PDF and HTML may give lone surrogates and zeros, which neither JSON nor a database carries.
    private static string WellFormed(ReadOnlySpan<char> text) => text.ContainsAny(Suspects) ? Mend(text) : text.ToString();

    private static string WellFormed(string text) => text.AsSpan().ContainsAny(Suspects) ? Mend(text) : text;

    private static string Mend(ReadOnlySpan<char> text)
    {
        var mended = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            mended.Append(rune.Value == 0 ? Rune.ReplacementChar.ToString() : rune.ToString());
        }

        return mended.ToString();
    }
}
