namespace Sallyport.Detection.Secrets;

/// <summary>
/// Finds private keys in PEM (RFC 7468), OpenSSH and OpenPGP armour, whose length has no bound, so that they are reported from their opening
/// mark on. A mark that only a sentence mentions ends where twelve words that no key holds have followed.
/// </summary>
public sealed class PrivateKeyDetector : Detector
{
    internal static readonly FindingKind Kind = new("secret.private_key");

    /// <inheritdoc/>
    public override string Name => "private_keys";

    /// <inheritdoc/>
    public override IReadOnlyList<FindingKind> Kinds { get; } = [Kind];

    /// <inheritdoc/>
    public override int LookBack => 0;

    /// <inheritdoc/>
    public override int LookAhead => 64;

    /// <inheritdoc/>
    public override Scanner? Open(InspectionScope scope) => new PrivateKeyScanner();
}
