using System.Collections.Frozen;
using PhoneNumbers;

namespace Sallyport.Detection.Pii;

/// <summary>
/// The world's telephone numbering plans, by libphonenumber's metadata. Numbers are handed over already taken apart, so that nothing is parsed twice and
/// nothing throws. A call takes a few microseconds: ask only for what looks like a telephone number.
/// </summary>
internal static class PhoneNumbering
{
    private const int Italy = 39;

    private static readonly Lazy<PhoneNumberUtil> s_plans = new(PhoneNumberUtil.GetInstance);
    private static readonly Lazy<FrozenSet<int>> s_countryCodes = new(() => s_plans.Value.GetSupportedCallingCodes().ToFrozenSet());

    /// <summary>Whether digits that begin with a country code are a number that could be in service.</summary>
    public static bool IsInternational(ReadOnlySpan<char> digits)
    {
        var code = 0;
        for (var length = 1; length <= 3 && length < digits.Length; length++)
        {
            code = (code * 10) + digits[length - 1] - '0';
            if (s_countryCodes.Value.Contains(code))
            {
                return IsValid(code, digits[length..]);
            }
        }

        return false;
    }

    /// <summary>Whether digits as they are dialled within a country are a number that could be in service there.</summary>
    /// <param name="countryCode">The country's calling code.</param>
    /// <param name="digits">With or without the trunk prefix.</param>
    public static bool IsNational(int countryCode, ReadOnlySpan<char> digits) => IsValid(countryCode, digits);

    private static bool IsValid(int countryCode, ReadOnlySpan<char> national)
    {
        // The trunk prefix, which "+44 (0)20" repeats. Italian numbers keep their zero.
        var number = new PhoneNumber.Builder().SetCountryCode(countryCode);
        if (countryCode == 1 && national.Length == 11 && national[0] == '1')
        {
            national = national[1..];
        }
        else if (national.Length > 0 && national[0] == '0')
        {
            if (countryCode == Italy)
            {
                number.SetNumberOfLeadingZeros(1);
            }
            else
            {
                national = national[1..];
            }
        }

        return national.Length is >= 4 and <= 15
            && ulong.TryParse(national, System.Globalization.CultureInfo.InvariantCulture, out var value)
            && s_plans.Value.IsValidNumber(number.SetNationalNumber(value).Build());
    }
}
