using Sallyport.Text;

namespace Sallyport.Detection.Pii;

/// <summary>Payment card numbers with letters right before or behind them, as in "PAN4111111111111111": 16 or 15 digits in one run. A word that names an order or a checksum makes it none.</summary>
internal sealed class GluedCardRecognizer : NumberRecognizer
{
    public override IReadOnlyList<FindingKind> Kinds { get; } = [PiiKinds.PaymentCard];

    public override NumberMatch Match(ref NumberCandidate candidate)
    {
        var token = candidate.Token;
        var lead = candidate.Anchor - candidate.Start;
        var rest = token[lead..];
        var length = rest.IndexOfAnyExceptInRange('0', '9') is var found and >= 0 ? found : rest.Length;

        // Digits further on make it an encoded text or somebody's id.
        if (length is < CardNumbers.MinDigits or > CardNumbers.MaxDigits || rest[length..].ContainsAnyInRange('0', '9'))
        {
            return NumberMatch.None;
        }

        var digits = rest[..length];
        if (!CardNumbers.IsUsualLength(digits) || !CardNumbers.IsCard(digits) || IsNobodys(token[..lead]))
        {
            return NumberMatch.None;
        }

        var end = candidate.Anchor + length;
        return new(PiiKinds.PaymentCard, new TextSpan(candidate.Anchor, end), candidate.Score(CardNumbers.WithinWord, end, ContextCue.Card, isChecked: true));
    }

    private static bool IsNobodys(ReadOnlySpan<char> letters) => (ContextWords.Of(letters) & (ContextCue.Reference | ContextCue.Technical | ContextCue.Amount)) != 0;
}
