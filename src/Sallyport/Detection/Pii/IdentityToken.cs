namespace Sallyport.Detection.Pii;

/// <summary>Tokens as they are printed on identity documents: upper-case letters and digits.</summary>
internal static class IdentityToken
{
    /// <summary>How many digits a token has; 0 where it holds anything but upper-case ASCII letters and digits.</summary>
    public static int Digits(ReadOnlySpan<char> token)
    {
        var digits = 0;
        foreach (var c in token)
        {
            if (char.IsAsciiDigit(c))
            {
                digits++;
            }
            else if (!char.IsAsciiLetterUpper(c))
            {
                return 0;
            }
        }

        return digits;
    }
}
