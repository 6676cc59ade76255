using System.Text.Json.Serialization;
using Sallyport.Onnx.Sessions;
using Sallyport.Onnx.Tokenizers;

namespace Sallyport.Onnx.Embedders;

/// <summary>What an embedder is, as its folder's <c>embedder.json</c> says it.</summary>
internal sealed record EmbedderDescription : ModelDescription
{
    /// <summary>Its role.</summary>
    public const string Kind = "embedder";

    /// <inheritdoc/>
    [JsonIgnore]
    public override string Role => Kind;

    /// <summary>How the model's output becomes one vector.</summary>
    [JsonPropertyOrder(11)]
    public required Pooling Pooling { get; init; }

    /// <summary>
    /// The least mean log-likelihood of a character, in nats, at which a window counts as text that the model can read; null to read everything. Unigram only. Below it a window adds nothing to the
    /// vector, so that a search goes by words alone where the model would only add noise.
    /// </summary>
    [JsonPropertyOrder(15)]
    public float? LeastLikelihood { get; set; }

    /// <summary>Written before each window of a document.</summary>
    [JsonPropertyOrder(16)]
    public string DocumentPrefix { get; set; } = string.Empty;

    /// <summary>Written before each window of a question.</summary>
    [JsonPropertyOrder(17)]
    public string QueryPrefix { get; set; } = string.Empty;

    /// <inheritdoc/>
    public override string? Mistake() => base.Mistake() ?? this switch
    {
        { LeastLikelihood: not null, Tokenizer: not TokenizerKind.Unigram } => "'leastLikelihood' needs the scores of a unigram vocabulary.",
        { DocumentPrefix.Length: > 1_000 } or { QueryPrefix.Length: > 1_000 } => "A prefix has to have 1000 characters at most.",
        _ => null,
    };
}
