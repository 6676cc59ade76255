using System.Buffers;

namespace Sallyport.Detection.HiddenText;

/// <summary>Judges runs of characters that have no shape of their own.</summary>
internal static class InvisibleRun
{
    /// <summary>The high surrogate of the blocks Tags and Variation Selectors Supplement (U+E0000 to U+E01EF).</summary>
    public const char TagSurrogate = '\udb40';

    private const char SoftHyphen = '\u00ad';

    private static readonly SearchValues<char> ZeroWidthValues = SearchValues.Create([.. ZeroWidth, SoftHyphen]);
    private static readonly SearchValues<char> SelectorValues = SearchValues.Create(Selectors);
    private static readonly SearchValues<char> BidirectionalValues = SearchValues.Create(Bidirectional);

    public static ReadOnlySpan<char> ZeroWidth => "\u200b\u200c\u200d\u200e\u200f\u2060\u2061\u2062\u2063\u2064\ufeff\u180e\u034f\u115f\u1160\u3164\uffa0";

    public static ReadOnlySpan<char> Bidirectional => "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069";

    public static ReadOnlySpan<char> Selectors => "\ufe00\ufe01\ufe02\ufe03\ufe04\ufe05\ufe06\ufe07\ufe08\ufe09\ufe0a\ufe0b\ufe0c\ufe0d\ufe0e\ufe0f";

    public static Recognition Recognize(in Candidate candidate)
    {
        var first = candidate.Text[candidate.Anchor];
        return first == TagSurrogate ? Supplementary(candidate)
            : BidirectionalValues.Contains(first) ? Controls(candidate)
            : SelectorValues.Contains(first) ? Run(candidate, SelectorValues, HiddenTextKinds.VariationSelectors)
            : Run(candidate, ZeroWidthValues, HiddenTextKinds.ZeroWidth);
    }

    private static Recognition Run(in Candidate candidate, SearchValues<char> values, FindingKind kind)
    {
        var anchor = candidate.Anchor;
        var rest = candidate.Text[anchor..];
        var length = rest.IndexOfAnyExcept(values);
        if (length < 0 && !candidate.IsComplete)
        {
            return Recognition.Undecided(anchor);
        }

        length = length < 0 ? rest.Length : length;
        var score = kind == HiddenTextKinds.VariationSelectors ? SelectorScore(length) : ZeroWidthScore(candidate, length);
        return score > 0 ? Recognition.Found(kind, new(anchor, anchor + length), score) : Recognition.Nothing(anchor + length);
    }

    private static float SelectorScore(int length) => length switch { >= 4 => 0.95f, >= 2 => 0.6f, _ => 0 };

    private static float ZeroWidthScore(in Candidate candidate, int length)
    {
        var anchor = candidate.Anchor;
        var run = candidate.Text.Slice(anchor, length);
        if (length >= 4)
        {
            return run.ContainsAnyExcept(SoftHyphen) ? 0.95f : 0.5f;
        }

        if (length >= 2)
        {
            return run.ContainsAnyExcept(SoftHyphen) && !IsJoinedScript(candidate, length) ? 0.6f : 0;
        }

        // One between two Latin letters hides a word from a filter; elsewhere it parts words or joins letters as it should.
        var isInWord = anchor > 0 && anchor + 1 < candidate.Text.Length
            && char.IsAsciiLetter(candidate.Text[anchor - 1]) && char.IsAsciiLetter(candidate.Text[anchor + 1]);
        return isInWord && run[0] != SoftHyphen ? 0.4f : 0;
    }

    /// <summary>Whether letters that join, or an emoji's parts, stand around: Arabic to Khmer, surrogates, symbols.</summary>
    private static bool IsJoinedScript(in Candidate candidate, int length)
    {
        var before = candidate.Anchor > 0 ? candidate.Text[candidate.Anchor - 1] : '\0';
        var after = candidate.Anchor + length < candidate.Text.Length ? candidate.Text[candidate.Anchor + length] : '\0';
        return Joins(before) || Joins(after);
    }

    private static bool Joins(char c) => c is (>= '\u0590' and <= '\u18af') or (>= '\u2190' and <= '\u2bff') || char.IsSurrogate(c);

    private static Recognition Controls(in Candidate candidate)
    {
        var anchor = candidate.Anchor;
        var control = candidate.Text[anchor];
        if (control is '\u202d' or '\u202e')
        {
            return Recognition.Found(HiddenTextKinds.Bidirectional, new(anchor, anchor + 1), 0.85f);
        }

        const int Around = 32;
        var end = Math.Min(candidate.Text.Length, anchor + Around);
        if (HasRightToLeft(candidate.Text[Math.Max(0, anchor - Around)..end]))
        {
            return Recognition.Nothing(anchor + 1);
        }

        return end < anchor + Around && !candidate.IsComplete
            ? Recognition.Undecided(anchor)
            : Recognition.Found(HiddenTextKinds.Bidirectional, new(anchor, anchor + 1), 0.55f);
    }

    private static bool HasRightToLeft(ReadOnlySpan<char> text) =>
        text.ContainsAnyInRange('\u0590', '\u08ff') || text.ContainsAnyInRange('\ufb1d', '\ufdff') || text.ContainsAnyInRange('\ufe70', '\ufefc');

    /// <summary>Tags and supplementary selectors: a run of either, in pairs of surrogates.</summary>
    private static Recognition Supplementary(in Candidate candidate)
    {
        var text = candidate.Text;
        var anchor = candidate.Anchor;
        int end = anchor, tags = 0, selectors = 0;
        while (end + 1 < text.Length && text[end] == TagSurrogate && text[end + 1] is >= '\udc00' and <= '\uddef')
        {
            _ = text[end + 1] < '\udd00' ? tags++ : selectors++;
            end += 2;
        }

        var goesOn = end + 1 >= text.Length && (end >= text.Length || text[end] == TagSurrogate);
        if (goesOn && !candidate.IsComplete)
        {
            return Recognition.Undecided(anchor);
        }

        // A flag of a region is the black flag, letters as tags and the cancelling tag (UTS #51, ED-14a).
        var isFlag = selectors == 0 && tags is >= 3 and <= 7 && anchor >= 2 && text[anchor - 2] == '\ud83c' && text[anchor - 1] == '\udff4' && text[end - 1] == '\udc7f';
        if (end == anchor || isFlag || (tags == 0 && selectors == 1))
        {
            return Recognition.Nothing(Math.Max(end, anchor + 1));
        }

        var kind = tags > 0 ? HiddenTextKinds.TagCharacters : HiddenTextKinds.VariationSelectors;
        return Recognition.Found(kind, new(anchor, end), selectors is 2 or 3 && tags == 0 ? 0.6f : 0.97f);
    }
}
