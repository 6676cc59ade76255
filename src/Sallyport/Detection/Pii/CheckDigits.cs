namespace Sallyport.Detection.Pii;

/// <summary>The check digit schemes that several kinds of numbers share. All take ASCII digits.</summary>
internal static class CheckDigits
{
    // The Verhoeff scheme's permutation (J. Verhoeff, "Error Detecting Decimal Codes", 1969); each row applies it once more.
    private static readonly byte[][] s_permutations = Permutations([1, 5, 7, 6, 2, 8, 3, 0, 9, 4]);

    /// <summary>ISO/IEC 7812-1 annex B (Luhn).</summary>
    public static bool Luhn(ReadOnlySpan<char> digits)
    {
        var sum = 0;
        for (var i = 0; i < digits.Length; i++)
        {
            var digit = digits[^(i + 1)] - '0';
            if ((i & 1) == 1)
            {
                digit = digit > 4 ? (digit * 2) - 9 : digit * 2;
            }

            sum += digit;
        }

        return sum % 10 == 0;
    }

    /// <summary>ISO/IEC 7064 MOD 11,10.</summary>
    public static bool Mod11Mod10(ReadOnlySpan<char> digits)
    {
        var product = 10;
        foreach (var digit in digits[..^1])
        {
            var sum = (digit - '0' + product) % 10;
            product = (sum == 0 ? 10 : sum) * 2 % 11;
        }

        return (11 - product) % 10 == digits[^1] - '0';
    }

    /// <summary>Verhoeff's scheme over the dihedral group D5.</summary>
    public static bool Verhoeff(ReadOnlySpan<char> digits)
    {
        var check = 0;
        for (var i = 0; i < digits.Length; i++)
        {
            check = Multiply(check, s_permutations[i % 8][digits[^(i + 1)] - '0']);
        }

        return check == 0;
    }

    /// <summary>The sum of digits times weights that fall by one to <paramref name="last"/>.</summary>
    public static int WeightedSum(ReadOnlySpan<char> digits, int last)
    {
        var sum = 0;
        for (var i = 0; i < digits.Length; i++)
        {
            sum += (digits[i] - '0') * (digits.Length - i - 1 + last);
        }

        return sum;
    }

    /// <summary>Whether all digits are the same, as in placeholders.</summary>
    public static bool AllSame(ReadOnlySpan<char> digits) => digits.IndexOfAnyExcept(digits[0]) < 0;

    private static int Multiply(int a, int b) => (a < 5, b < 5) switch
    {
        (true, true) => (a + b) % 5,
        (true, false) => 5 + ((a + b) % 5),
        (false, true) => 5 + ((a - b) % 5),
        _ => (a - b + 5) % 5,
    };

    private static byte[][] Permutations(byte[] once)
    {
        var rows = new byte[8][];
        rows[0] = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9];
        for (var i = 1; i < rows.Length; i++)
        {
            var before = rows[i - 1];
            rows[i] = Array.ConvertAll(once, digit => before[digit]);
        }

        return rows;
    }
}
