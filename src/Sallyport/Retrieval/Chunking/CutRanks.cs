using System.Buffers;

namespace Sallyport.Retrieval.Chunking;

/// <summary>Ranks places to cut while going forwards through a text, in constant time a character.</summary>
internal ref struct CutRanks
{
    private static readonly SearchValues<char> SpacedEnds = SearchValues.Create(".!?:;…؟।۔");

    // Scripts that write these put no space after them.
    private static readonly SearchValues<char> Ends = SearchValues.Create("。！？｡");

    private readonly ChunkSource _source;
    private readonly ReadOnlySpan<char> _text;
    private int _passage;
    private int _at;
    private char _lastInk;

    public CutRanks(ChunkSource source, int start)
    {
        _source = source;
        _text = source.Text;
        _passage = source.PassageAt(start) + 1;
        _at = start;
    }

    /// <summary>The rank of a cut before the next character; null where none may be made.</summary>
    public CutRank? Next()
    {
        var at = _at++;
        var before = at == 0 ? '\n' : _text[at - 1];
        if (!char.IsWhiteSpace(before))
        {
            _lastInk = before;
        }

        if (at == _source.StartOf(_passage))
        {
            return _source.OpensSection(_passage++) ? CutRank.Section : CutRank.Paragraph;
        }

        if (char.IsLowSurrogate(_text[at]) && char.IsHighSurrogate(before))
        {
            return null;
        }

        if (Ends.Contains(before))
        {
            return CutRank.Sentence;
        }

        if (!char.IsWhiteSpace(before) || char.IsWhiteSpace(_text[at]))
        {
            return CutRank.Character;
        }

        return before != '\n' ? SpacedEnds.Contains(_lastInk) ? CutRank.Sentence : CutRank.Word
            : at > 1 && _text[at - 2] == '\n' ? CutRank.Paragraph : CutRank.Sentence;
    }
}
