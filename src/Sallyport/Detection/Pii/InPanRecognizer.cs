using System.Buffers;
using Sallyport.Text;

namespace Sallyport.Detection.Pii;

/// <summary>
/// Indian permanent account numbers: five letters, four digits, a letter; the fourth letter is the holder's class, P for a person (Income Tax Department,
/// "Structure of PAN"). The check letter's rule is not public, so only a person's is likely without a word that names it.
/// </summary>
internal sealed class InPanRecognizer : NumberRecognizer
{
    private static readonly SearchValues<char> s_holders = SearchValues.Create("ABCFGHJLPT");

    public override IReadOnlyList<FindingKind> Kinds { get; } = [PiiKinds.InPan];

    public override NumberMatch Match(ref NumberCandidate candidate)
    {
        var token = candidate.Token;
        if (token.Length != 10 || candidate.Anchor != candidate.Start + 5 || !char.IsAsciiLetterUpper(token[9])
            || token[5..9].IndexOfAnyExceptInRange('0', '9') >= 0 || token[..5].IndexOfAnyExceptInRange('A', 'Z') >= 0 || !s_holders.Contains(token[3]))
        {
            return NumberMatch.None;
        }

        var form = candidate.IsAttached(candidate.Start, candidate.End) ? 0.1f : token[3] == 'P' ? 0.75f : 0.3f;
        return new(PiiKinds.InPan, new TextSpan(candidate.Start, candidate.End), candidate.Score(form, candidate.End, ContextCue.IndianTax | ContextCue.Card, isChecked: true));
    }
}
