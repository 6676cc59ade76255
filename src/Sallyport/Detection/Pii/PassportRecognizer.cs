using Sallyport.Text;

namespace Sallyport.Detection.Pii;

/// <summary>
/// Passport numbers, which the word before has to name: six to ten upper-case letters and digits, at least four of them digits (ICAO Doc 9303 part 3 leaves nine places and no common form).
/// </summary>
internal sealed class PassportRecognizer : NumberRecognizer
{
    private const int MinDigits = 4;

    public override IReadOnlyList<FindingKind> Kinds { get; } = [PiiKinds.Passport];

    public override NumberMatch Match(ref NumberCandidate candidate)
    {
        var token = candidate.Token;
        if (token.Length is < 6 or > 10 || IdentityToken.Digits(token) < MinDigits || (candidate.CueBefore() & ContextCue.Passport) == 0)
        {
            return NumberMatch.None;
        }

        return candidate.IsAttached(candidate.Start, candidate.End)
            ? NumberMatch.None
            : new(PiiKinds.Passport, new TextSpan(candidate.Start, candidate.End), 0.92f);
    }
}
