using Sallyport.Text;

namespace Sallyport.Detection.Pii;

/// <summary>
/// Brazilian taxpayer numbers of persons (CPF, eleven digits) and companies (CNPJ, fourteen), each with two check digits modulus 11 (Receita Federal, Instrução
/// Normativa 1548/2015 and 2119/2022). Misses the CNPJs with letters that are issued since July 2026.
/// </summary>
internal sealed class BrTaxpayerRecognizer : NumberRecognizer
{
    public override IReadOnlyList<FindingKind> Kinds { get; } = [PiiKinds.BrCpf, PiiKinds.BrCnpj];

    public override NumberMatch Match(ref NumberCandidate candidate)
    {
        if (candidate.RunEndingAt(11) is var person and >= 0 && IsPerson(candidate.Digits[..11]))
        {
            return Judge(ref candidate, PiiKinds.BrCpf, person, IsWritten(ref candidate, person, [3, 3, 3, 2], "..-"));
        }

        if (candidate.RunEndingAt(14) is var company and >= 0 && IsCompany(candidate.Digits[..14]))
        {
            return Judge(ref candidate, PiiKinds.BrCnpj, company, IsWritten(ref candidate, company, [2, 3, 3, 4, 2], "../-"));
        }

        return NumberMatch.None;
    }

    private static NumberMatch Judge(ref NumberCandidate candidate, FindingKind kind, int last, bool isWritten)
    {
        if (last != 0 && !isWritten)
        {
            return NumberMatch.None;
        }

        var end = candidate.Runs[last].End;
        return new(kind, new TextSpan(candidate.Anchor, end), candidate.Score(isWritten ? 0.96f : 0.3f, end, ContextCue.BrazilianTax, isChecked: true));
    }

    private static bool IsWritten(ref NumberCandidate candidate, int last, ReadOnlySpan<byte> lengths, ReadOnlySpan<char> separators)
    {
        if (last != separators.Length)
        {
            return false;
        }

        for (var i = 0; i <= last; i++)
        {
            if (candidate.Runs[i].Length != lengths[i])
            {
                return false;
            }

            if (i > 0 && (candidate.Runs[i].Start - candidate.Runs[i - 1].End != 1 || candidate.Text[candidate.Runs[i - 1].End] != separators[i - 1]))
            {
                return false;
            }
        }

        return true;
    }

    private static bool IsPerson(ReadOnlySpan<char> digits) =>
        !CheckDigits.AllSame(digits)
        && Check(CheckDigits.WeightedSum(digits[..9], 2)) == digits[9] - '0'
        && Check(CheckDigits.WeightedSum(digits[..10], 2)) == digits[10] - '0';

    // The weights of a company's number fall from 5 or 6 to 2 and then from 9 to 2 again.
    private static bool IsCompany(ReadOnlySpan<char> digits) =>
        !CheckDigits.AllSame(digits)
        && Check(CheckDigits.WeightedSum(digits[..4], 2) + CheckDigits.WeightedSum(digits[4..12], 2)) == digits[12] - '0'
        && Check(CheckDigits.WeightedSum(digits[..5], 2) + CheckDigits.WeightedSum(digits[5..13], 2)) == digits[13] - '0';

    private static int Check(int sum) => sum % 11 is var remainder and >= 2 ? 11 - remainder : 0;
}
