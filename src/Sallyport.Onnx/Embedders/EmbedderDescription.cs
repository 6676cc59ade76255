namespace Sallyport.Onnx.Embedders;

/// <summary>What an embedder is, as its folder's <c>embedder.json</c> says it. Settable, since generated readers forget the defaults of what is only initialised.</summary>
internal sealed record EmbedderDescription
{
    /// <summary>The model's name, to which the checksum of its files is added.</summary>
    public required string Name { get; init; }

    /// <summary>The ONNX file, whole in itself.</summary>
    public string Model { get; set; } = "model.onnx";

    /// <summary>Its SHA-256 in hexadecimal, checked when given.</summary>
    public string? ModelSha256 { get; set; }

    /// <summary>The vocabulary's file.</summary>
    public required string Vocabulary { get; init; }

    /// <summary>Its SHA-256 in hexadecimal, checked when given.</summary>
    public string? VocabularySha256 { get; set; }

    /// <summary>How text is cut into the vocabulary's pieces.</summary>
    public required TokenizerKind Tokenizer { get; init; }

    /// <summary>Whether the model was trained on lower case without accents; WordPiece only.</summary>
    public bool Lowercase { get; set; }

    /// <summary>The piece before each window; empty for none, null for the kind's usual one.</summary>
    public string? Begin { get; set; }

    /// <summary>The piece behind each window; empty for none, null for the kind's usual one.</summary>
    public string? End { get; set; }

    /// <summary>The piece that stands for what is in no piece; null for the kind's usual one.</summary>
    public string? Unknown { get; set; }

    /// <summary>More pieces that no text may spell.</summary>
    public IReadOnlyList<string> Special { get; set; } = [];

    /// <summary>How the model's output becomes one vector.</summary>
    public required Pooling Pooling { get; init; }

    /// <summary>The output to read; null for the first.</summary>
    public string? Output { get; set; }

    /// <summary>The longest window that the model reads, with the pieces around it.</summary>
    public int MaxTokens { get; set; } = 512;

    /// <summary>How many tokens neighbouring windows share.</summary>
    public int Overlap { get; set; } = 32;

    /// <summary>
    /// The least mean log-likelihood of a character, in nats, at which a window counts as text that the model can read; null to read everything. Unigram only. Below it a window adds nothing to the
    /// vector, so that a search goes by words alone where the model would only add noise.
    /// </summary>
    public float? LeastLikelihood { get; set; }

    /// <summary>Written before each window of a document.</summary>
    public string DocumentPrefix { get; set; } = string.Empty;

    /// <summary>Written before each window of a question.</summary>
    public string QueryPrefix { get; set; } = string.Empty;

    /// <summary>What is wrong with it; null if nothing.</summary>
    public string? Mistake() => this switch
    {
        { Name.Length: 0 or > 100 } => "'name' has to have 1 to 100 characters.",
        { MaxTokens: < 8 or > 16_384 } => "'maxTokens' has to be 8 to 16384.",
        { Overlap: < 0 } => "'overlap' can't be negative.",
        _ when Overlap > MaxTokens / 2 => "'overlap' has to be at most half of 'maxTokens'.",
        { LeastLikelihood: not null, Tokenizer: not TokenizerKind.Unigram } => "'leastLikelihood' needs the scores of a unigram vocabulary.",
        { DocumentPrefix.Length: > 1_000 } or { QueryPrefix.Length: > 1_000 } => "A prefix has to have 1000 characters at most.",
        _ when Path.GetFileName(Model) != Model || Path.GetFileName(Vocabulary) != Vocabulary => "'model' and 'vocabulary' have to be files of the folder.",
        _ => null,
    };
}
