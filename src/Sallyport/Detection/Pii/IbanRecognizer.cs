using System.Collections.Frozen;
using Sallyport.Text;

namespace Sallyport.Detection.Pii;

/// <summary>
/// International bank account numbers (ISO 13616-1): the country's length as in the SWIFT IBAN registry, and ISO/IEC 7064 MOD 97-10. Gaps may part
/// them anywhere; the length tells where they end.
/// </summary>
internal sealed class IbanRecognizer : NumberRecognizer
{
    private const string Registry =
        "AD24 AE23 AL28 AT20 AZ28 BA20 BE16 BG22 BH22 BI27 BR29 BY28 CH21 CR22 CY28 CZ24 DE22 DJ27 DK18 DO28 EE20 EG29 ES24 FI18 FK18 FO18 FR27 GB22 GE22 " +
        "GI23 GL18 GR27 GT28 HN28 HR21 HU28 IE22 IL23 IQ23 IS26 IT27 JO30 KW30 KZ20 LB28 LC32 LI21 LT20 LU20 LV21 LY25 MC27 MD24 ME22 MK19 MN20 MR27 MT31 " +
        "MU30 NI28 NL18 NO15 OM23 PK24 PL28 PS29 PT25 QA29 RO24 RS22 RU33 SA24 SC31 SD18 SE24 SI19 SK24 SM27 SO23 ST25 SV28 TL23 TN24 TR26 UA29 VA22 VG24 XK20 YE30";

    private static readonly FrozenDictionary<int, int> s_lengths = Registry.Split(' ').ToFrozenDictionary(
        entry => Country(entry[0], entry[1]), entry => int.Parse(entry.AsSpan(2), System.Globalization.CultureInfo.InvariantCulture));

    public override IReadOnlyList<FindingKind> Kinds { get; } = [PiiKinds.Iban];

    public override NumberMatch Match(ref NumberCandidate candidate)
    {
        var start = candidate.Anchor - 2;
        var text = candidate.Text;
        if (!BeginsAt(ref candidate, start) || candidate.End < start + 4 || !char.IsAsciiDigit(text[start + 3])
            || !s_lengths.TryGetValue(Country(char.ToUpperInvariant(text[start]), char.ToUpperInvariant(text[start + 1])), out var length))
        {
            return NumberMatch.None;
        }

        // A token that goes on past its groups of four is something else; this stops most of them before they wait for text.
        if (candidate.End - start > length)
        {
            return NumberMatch.None;
        }

        var (remainder, count, at) = (0, 0, start);
        while (count < length)
        {
            if (count >= 4)
            {
                at = NumberGap.End(ref candidate, at);
            }

            var c = char.ToUpperInvariant(candidate.At(at));
            if (!char.IsAsciiLetterOrDigit(c))
            {
                return NumberMatch.None;
            }

            remainder = count < 4 ? 0 : Append(remainder, c);
            count++;
            at++;
        }

        // The country and the check digits count last.
        for (var i = start; i < start + 4; i++)
        {
            remainder = Append(remainder, char.ToUpperInvariant(text[i]));
        }

        return remainder == 1 && !char.IsAsciiLetterOrDigit(candidate.At(at))
            ? new(PiiKinds.Iban, new TextSpan(start, at), 0.99f)
            : NumberMatch.None;
    }

    // At the token's beginning, or behind its own name.
    private static bool BeginsAt(ref NumberCandidate candidate, int start) =>
        start == candidate.Start || (start > candidate.Start && candidate.Text[candidate.Start..start].Equals("IBAN", StringComparison.OrdinalIgnoreCase));

    private static int Country(char first, char second) => (first << 8) | second;

    private static int Value(char c) => char.IsAsciiDigit(c) ? c - '0' : c - 'A' + 10;

    private static int Append(int remainder, char c) => (char.IsAsciiDigit(c) ? (remainder * 10) + Value(c) : (remainder * 100) + Value(c)) % 97;
}
