using System.Globalization;
using System.Text;

namespace Sallyport.Gateway.Json;

/// <summary>What a number says, digit by digit: readers take <c>4.2e3</c> and <c>4200.0</c> for 4200.</summary>
internal static class JsonNumber
{
    // No number that is somebody's is longer.
    private const int MaxShift = 64;

    /// <summary>The number without exponent and without zeros at the end of its fraction; as it stands where its exponent is beyond 64.</summary>
    public static string TextOf(ReadOnlySpan<byte> token)
    {
        var text = Encoding.ASCII.GetString(token);
        var exponentAt = text.AsSpan().IndexOfAny('e', 'E');
        var point = text.IndexOf('.', StringComparison.Ordinal);
        if (exponentAt < 0 && point < 0)
        {
            return text;
        }

        var shift = 0;
        var mantissa = exponentAt < 0 ? text : text[..exponentAt];
        if (exponentAt >= 0 && (!int.TryParse(text.AsSpan(exponentAt + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out shift) || Math.Abs(shift) > MaxShift))
        {
            return text;
        }

        var sign = mantissa[0] == '-' ? "-" : "";
        var fraction = point < 0 ? 0 : mantissa.Length - point - 1;
        var digits = mantissa[sign.Length..].Replace(".", "", StringComparison.Ordinal);
        var whole = digits.Length - fraction + shift;
        digits = digits.PadLeft(digits.Length + Math.Max(0, 1 - whole), '0').PadRight(Math.Max(whole, digits.Length), '0');
        whole = Math.Max(whole, 1);
        var rest = digits[whole..].TrimEnd('0');
        return sign + digits[..whole] + (rest.Length > 0 ? "." + rest : "");
    }
}
