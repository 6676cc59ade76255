using System.Globalization;
using System.Text;

namespace Sallyport.Retrieval.Index;

/// <summary>
/// Reads the terms of a text, without a language being named. Steps: fold (<see cref="TermText"/>); cut where the kind of script changes or anything but letters,
/// digits and marks stands; a word of a spaced script is a term, and so is its stem, its first four letters, where the word is longer (opened counts as open too); a run of an
/// ideographic script gives each two neighbours, of another unspaced script each three. Words that differ within the first four letters aren't
/// brought together (went, go), and some that have nothing to do with each other are (contract, continent): the whole word ranks above. The choices are those that measured best on XQuAD in twelve languages
/// (docs/evaluation/retrieval.md).
/// </summary>
internal ref struct TermReader
{
    // Prefixes of 4 or 5 letters serve inflected languages about as well as stemmers made for each (McNamee and Mayfield, 2004, doi:10.1023/B:INRT.0000009441.78971.be).
    private const int StemLength = 4;

    // What Arabic writes together with the word behind: and-the, with-the, as-the, so-the, the, for-the (after Larkey, Ballesteros and Connell, 2007, light stemming).
    private static readonly string[] ArabicArticles = ["وال", "بال", "كال", "فال", "ال", "لل"];

    private readonly TermTally _tally;
    private readonly ReadOnlySpan<char> _text;
    private int _at;

    private TermReader(ReadOnlySpan<char> folded, TermTally tally)
    {
        _text = folded;
        _tally = tally;
    }

    /// <summary>Counts the terms of a text.</summary>
    public static void Read(string text, TermTally tally)
    {
        var reader = new TermReader(TermText.Fold(text), tally);
        while (reader.ReadRun())
        {
        }
    }

    private bool ReadRun()
    {
        var script = TermScript.None;
        while (_at < _text.Length && script == TermScript.None)
        {
            script = ScriptAt(_at, out var length);
            _at += script == TermScript.None ? length : 0;
        }

        if (script == TermScript.None)
        {
            return false;
        }

        var start = _at;
        while (_at < _text.Length && ScriptAt(_at, out var length) == script)
        {
            _at += length;
        }

        var run = _text[start.._at];
        switch (script)
        {
            case TermScript.Ideographic:
                AddGrams(run, 2);
                break;
            case TermScript.Unspaced:
                AddGrams(run, 3);
                break;
            default:
                AddWord(run);
                break;
        }

        return true;
    }

    private readonly void AddWord(ReadOnlySpan<char> word)
    {
        _tally.Add(word);
        if (!char.IsLetter(word[0]) && !char.IsSurrogate(word[0]))
        {
            return;
        }

        var stem = WithoutArticle(word);
        if (stem.Length > StemLength)
        {
            stem = stem[..(char.IsHighSurrogate(stem[StemLength - 1]) ? StemLength + 1 : StemLength)];
        }

        if (stem.Length < word.Length)
        {
            _tally.Add(stem);
        }
    }

    private static ReadOnlySpan<char> WithoutArticle(ReadOnlySpan<char> word)
    {
        if (word.Length > StemLength && word[0] is >= '\u0620' and <= '\u06FF')
        {
            foreach (var article in ArabicArticles)
            {
                if (word.Length > article.Length + 1 && word.StartsWith(article, StringComparison.Ordinal))
                {
                    return word[article.Length..];
                }
            }
        }

        return word;
    }

    /// <summary>Each <paramref name="size"/> neighbouring characters; the whole run where it is shorter.</summary>
    private readonly void AddGrams(ReadOnlySpan<char> run, int size)
    {
        var (start, end) = (0, 0);
        for (var count = 0; end < run.Length; count++)
        {
            if (count == size)
            {
                start += char.IsHighSurrogate(run[start]) ? 2 : 1;
                count--;
            }

            end += char.IsHighSurrogate(run[end]) ? 2 : 1;
            if (count == size - 1 || end == run.Length)
            {
                _tally.Add(run[start..end]);
            }
        }
    }

    private readonly TermScript ScriptAt(int at, out int length)
    {
        var c = _text[at];
        length = 1;
        if (char.IsAscii(c))
        {
            return char.IsAsciiLetterOrDigit(c) ? TermScript.Spaced : TermScript.None;
        }

        Rune.DecodeFromUtf16(_text[at..], out var rune, out length);
        return ScriptOf(rune);
    }

    private static TermScript ScriptOf(Rune rune) => rune.Value switch
    {
        // The dot between words of kana.
        0x30FB => TermScript.None,
        (>= 0x3040 and <= 0x30FF) or (>= 0x31F0 and <= 0x31FF) or (>= 0x3400 and <= 0x4DBF) or (>= 0x4E00 and <= 0x9FFF) or 0x3005 or 0x3007
            or (>= 0xF900 and <= 0xFAFF) or (>= 0x20000 and <= 0x3FFFF) => Letter(rune, TermScript.Ideographic),
        (>= 0x0E00 and <= 0x0EFF) or (>= 0x1000 and <= 0x109F) or (>= 0x1780 and <= 0x17FF) => Letter(rune, TermScript.Unspaced),
        _ => Letter(rune, TermScript.Spaced),
    };

    private static TermScript Letter(Rune rune, TermScript script) => Rune.GetUnicodeCategory(rune) switch
    {
        UnicodeCategory.UppercaseLetter or UnicodeCategory.LowercaseLetter or UnicodeCategory.TitlecaseLetter or UnicodeCategory.ModifierLetter
            or UnicodeCategory.OtherLetter or UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark
            or UnicodeCategory.DecimalDigitNumber or UnicodeCategory.LetterNumber or UnicodeCategory.OtherNumber => script,
        _ => TermScript.None,
    };
}
