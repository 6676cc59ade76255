namespace Sallyport.Detection.KnownSecrets;

/// <summary>
/// Finds the tenant's known secrets in any of their forms (see <see cref="KnownSecretSet"/>). It holds back only what is the beginning of one.
/// Misses secrets that are paraphrased, enciphered, or parted by letters or digits, or by more than <see cref="LongestGap"/> other characters.
/// </summary>
public sealed class KnownSecretDetector : Detector
{
    /// <summary>How many characters may part two of a secret.</summary>
    public const int LongestGap = 16;

    internal static readonly FindingKind Kind = new("secret.known");

    /// <inheritdoc/>
    public override string Name => "known_secrets";

    /// <inheritdoc/>
    public override IReadOnlyList<FindingKind> Kinds { get; } = [Kind];

    /// <inheritdoc/>
    public override int LookBack => 0;

    /// <inheritdoc/>
    public override int LookAhead => NeedleAutomaton.MaxDepth * (LongestGap + 1);

    /// <inheritdoc/>
    public override Scanner? Open(InspectionScope scope)
    {
        ArgumentNullException.ThrowIfNull(scope);
        return scope.KnownSecrets is { Count: > 0 } secrets ? new KnownSecretScanner(secrets) : null;
    }
}
