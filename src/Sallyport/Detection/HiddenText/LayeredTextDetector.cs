using Sallyport.Text;

namespace Sallyport.Detection.HiddenText;

/// <summary>
/// Finds text in more layers of escapes and encodings than are undone (see <see cref="Text.Views.ViewReaders.MaxDepth"/>): whatever it says,
/// nobody has read it. Nothing that is written for people comes so deep.
/// </summary>
public sealed class LayeredTextDetector : Detector
{
    internal static readonly FindingKind Kind = new("hidden.layers");

    /// <inheritdoc/>
    public override string Name => "layered_text";

    /// <inheritdoc/>
    public override IReadOnlyList<FindingKind> Kinds { get; } = [Kind];

    /// <inheritdoc/>
    public override ViewKinds Views => ViewKinds.Layered;

    /// <inheritdoc/>
    public override int LookBack => 0;

    /// <inheritdoc/>
    public override int LookAhead => 0;

    /// <inheritdoc/>
    public override Scanner? Open(InspectionScope scope) => new LayeredTextScanner();
}
