using Sallyport.Text;

namespace Sallyport.Detection.Pii;

/// <summary>
/// Driving licence numbers: those of Great Britain by their own form (five letters of the surname, decade, month, day, year, initials: DVLA, INF45), all others, of five
/// to eighteen upper-case letters and digits that hyphens may part, where a word before names them.
/// </summary>
internal sealed class DrivingLicenceRecognizer : NumberRecognizer
{
    private const int MinDigits = 4;
    private const int MaxLength = 22;

    public override IReadOnlyList<FindingKind> Kinds { get; } = [PiiKinds.DrivingLicence];

    public override NumberMatch Match(ref NumberCandidate candidate)
    {
        var token = candidate.Token;
        if (IsBritish(token))
        {
            return new(PiiKinds.DrivingLicence, new TextSpan(candidate.Start, candidate.End), 0.85f);
        }

        var digits = IdentityToken.Digits(token);
        if (token.Length > MaxLength || digits == 0 || (token.Length < 5 && candidate.At(candidate.End) != '-') || (candidate.CueBefore() & ContextCue.Licence) == 0)
        {
            return NumberMatch.None;
        }

        var end = candidate.End;
        while (end - candidate.Start < MaxLength && candidate.At(end) is '-' or ' ' && char.IsAsciiDigit(candidate.At(end + 1)))
        {
            end++;
            while (end - candidate.Start <= MaxLength && char.IsAsciiLetterOrDigit(candidate.At(end)))
            {
                digits += char.IsAsciiDigit(candidate.At(end)) ? 1 : 0;
                end++;
            }
        }

        return digits >= MinDigits && end - candidate.Start is >= 5 and <= MaxLength && !IsPostalCode(candidate.Text[candidate.Start..end])
            ? new(PiiKinds.DrivingLicence, new TextSpan(candidate.Start, end), 0.88f)
            : NumberMatch.None;
    }

    // A US ZIP code with its four more: it stands behind the same words, in an address.
    private static bool IsPostalCode(ReadOnlySpan<char> text) =>
        text.Length == 10 && text[5] == '-' && text.IndexOfAnyExceptInRange('0', '9') == 5 && text[6..].IndexOfAnyExceptInRange('0', '9') < 0;

    private static bool IsBritish(ReadOnlySpan<char> token)
    {
        if (token.Length is not (16 or 18) || IdentityToken.Digits(token[..16]) == 0 || token[..5].IndexOfAnyExceptInRange('9', 'Z') >= 0 || !char.IsAsciiLetterUpper(token[0])
            || token[5..11].IndexOfAnyExceptInRange('0', '9') >= 0 || !char.IsAsciiLetterUpper(token[11]) || !char.IsAsciiLetter(token[14]) || !char.IsAsciiLetter(token[15]))
        {
            return false;
        }

        // A woman's month of birth is told by 50 more.
        var month = (((token[6] - '0') % 5) * 10) + token[7] - '0';
        var day = ((token[8] - '0') * 10) + token[9] - '0';
        return month is >= 1 and <= 12 && day is >= 1 and <= 31;
    }
}
