using System.Globalization;

namespace Sallyport.Detection.Pii;

/// <summary>
/// Which digits can be a payment card's: an issuer's range and length (ISO/IEC 7812-1; ranges as the networks publish them: Visa, Mastercard, American Express, Discover,
/// Diners Club, JCB, UnionPay, Maestro, Mir, RuPay, Elo) and the Luhn digit.
/// </summary>
internal static class CardNumbers
{
    /// <summary>The fewest digits of a card.</summary>
    public const int MinDigits = 13;

    /// <summary>The most.</summary>
    public const int MaxDigits = 19;

    /// <summary>The probability of a card that is part of a word, a name or a path: ids stand there as well, and one in thirty of 16 digits looks like a card.</summary>
    public const float WithinWord = 0.55f;

    /// <summary>Whether digits are a card's: as long as its issuer's are, with their check digit, and not all the same.</summary>
    /// <param name="digits"><see cref="MinDigits"/> to <see cref="MaxDigits"/> ASCII digits.</param>
    public static bool IsCard(ReadOnlySpan<char> digits) => IsIssued(digits) && CheckDigits.Luhn(digits) && !CheckDigits.AllSame(digits);

    /// <summary>Whether digits are as many as most cards have: 16, or 15 of American Express.</summary>
    public static bool IsUsualLength(ReadOnlySpan<char> digits) => digits.Length == 16 || (digits.Length == 15 && digits[0] == '3');

    private static bool IsIssued(ReadOnlySpan<char> digits)
    {
        var four = int.Parse(digits[..4], NumberStyles.None, CultureInfo.InvariantCulture);
        var length = digits.Length;
        return digits[0] switch
        {
            '2' => (four is >= 2221 and <= 2720 && length == 16) || (four is >= 2200 and <= 2204 && length >= 16),
            '3' => (four / 100 is 34 or 37 && length == 15)
                || (four is >= 3528 and <= 3589 && length >= 16)
                || ((four is >= 3000 and <= 3059 or 3095 || four / 100 is 36 or 38 or 39) && length is 14 or >= 16),
            '4' => length is 13 or 16 or 19,
            '5' => (four / 100 is >= 51 and <= 55 && length == 16) || four / 100 is 50 or (>= 56 and <= 58),
            '6' => (four == 6011 || four / 100 == 65 || four / 10 is >= 644 and <= 649 || four / 100 is 60 or 62) && length >= 16 || four is 6304 or 6759 or (>= 6761 and <= 6763),
            '8' => four / 100 is 81 or 82 && length == 16,
            '9' => four == 9792 && length == 16,
            _ => false,
        };
    }
}
