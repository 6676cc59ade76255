using System.Text.Json.Serialization;
using Sallyport.Onnx.Sessions;

namespace Sallyport.Onnx.Classifiers;

/// <summary>What a classifier is, as its folder's <c>classifier.json</c> says it.</summary>
internal sealed record ClassifierDescription : ModelDescription
{
    /// <summary>Its role.</summary>
    public const string Kind = "classifier";

    private const int MostLabels = 1_000;
    private const int LongestLabel = 128;

    /// <inheritdoc/>
    [JsonIgnore]
    public override string Role => Kind;

    /// <summary>What the numbers of the output stand for, in their order.</summary>
    [JsonPropertyOrder(18)]
    public required IReadOnlyList<string> Labels { get; init; }

    /// <summary>How the output becomes probabilities.</summary>
    [JsonPropertyOrder(19)]
    public required ScoreKind Scores { get; init; }

    /// <summary>By what the output is divided before, so that its probabilities can be calibrated (Guo et al. 2017): over 1 makes them less sure.</summary>
    [JsonPropertyOrder(20)]
    public float Temperature { get; set; } = 1;

    /// <inheritdoc/>
    public override string? Mistake() => base.Mistake() ?? this switch
    {
        { Labels.Count: 0 or > MostLabels } => $"'labels' has to have 1 to {MostLabels} labels.",
        _ when Labels.Any(static label => label is not { Length: > 0 and <= LongestLabel }) => $"A label has to have 1 to {LongestLabel} characters.",
        _ when Labels.Distinct(StringComparer.Ordinal).Count() < Labels.Count => "'labels' has a label twice.",
        { Labels.Count: 1, Scores: ScoreKind.Softmax } => "'softmax' of one label is always 1: it needs two labels, or 'sigmoid'.",
        { Temperature: not (>= 0.01f and <= 100) } => "'temperature' has to be 0.01 to 100.",
        { Temperature: not 1, Scores: ScoreKind.None } => "'temperature' is for 'softmax' and 'sigmoid'.",
        _ => null,
    };
}
