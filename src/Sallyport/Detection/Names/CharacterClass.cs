using System.Globalization;

namespace Sallyport.Detection.Names;

/// <summary>What a character is to the tokenizer.</summary>
internal static class CharacterClass
{
    public const byte Mark = 0;
    public const byte Space = 1;
    public const byte Newline = 2;
    public const byte Digit = 3;
    public const byte Lower = 4;
    public const byte Upper = 5;
    public const byte Caseless = 6;
    public const byte Han = 7;
    public const byte Hangul = 8;
    public const byte Kana = 9;

    private static readonly byte[] Table = Build();

    public static byte Of(char c) => Table[c];

    public static bool IsLetter(byte kind) => kind is Lower or Upper or Caseless;

    private static byte[] Build()
    {
        var table = new byte[char.MaxValue + 1];
        for (var i = 0; i < table.Length; i++)
        {
            table[i] = Classify((char)i);
        }

        return table;
    }

    private static byte Classify(char c) => c switch
    {
        '\n' or '\r' or '\u2028' or '\u2029' => Newline,
        >= '\u3040' and <= '\u30FF' when c is not ('\u30FB' or '\u3099' or '\u309A' or '\u309B' or '\u309C' or '\u30A0') => Kana,
        >= '\u3400' and <= '\u4DBF' or >= '\u4E00' and <= '\u9FFF' or '\u3005' => Han,
        >= '\uAC00' and <= '\uD7AF' => Hangul,
        _ => char.GetUnicodeCategory(c) switch
        {
            UnicodeCategory.SpaceSeparator or UnicodeCategory.Control => Space,
            UnicodeCategory.DecimalDigitNumber => Digit,
            UnicodeCategory.LowercaseLetter => Lower,
            UnicodeCategory.UppercaseLetter or UnicodeCategory.TitlecaseLetter => Upper,

            // Vowel signs and joiners stand inside words.
            UnicodeCategory.OtherLetter or UnicodeCategory.ModifierLetter or UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark => Caseless,
            _ => c is '\u200C' or '\u200D' ? Caseless : Mark,
        },
    };
}
