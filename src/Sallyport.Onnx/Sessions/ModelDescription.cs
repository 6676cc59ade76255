using System.Text.Json.Serialization;
using Sallyport.Onnx.Tokenizers;

namespace Sallyport.Onnx.Sessions;

/// <summary>
/// What the file in a model's folder says of any model. Settable, since generated readers forget the defaults of what is only initialised; numbered, since fingerprints are of what is written:
/// another order would give every model another name.
/// </summary>
internal abstract record ModelDescription
{
    /// <summary>What the model is, for messages, and what its description's file is named after.</summary>
    [JsonIgnore]
    public abstract string Role { get; }

    /// <summary>The model's name, to which the checksum of its files is added.</summary>
    [JsonPropertyOrder(0)]
    public required string Name { get; init; }

    /// <summary>The ONNX file, whole in itself.</summary>
    [JsonPropertyOrder(1)]
    public string Model { get; set; } = "model.onnx";

    /// <summary>Its SHA-256 in hexadecimal, checked when given.</summary>
    [JsonPropertyOrder(2)]
    public string? ModelSha256 { get; set; }

    /// <summary>The vocabulary's file.</summary>
    [JsonPropertyOrder(3)]
    public required string Vocabulary { get; init; }

    /// <summary>Its SHA-256 in hexadecimal, checked when given.</summary>
    [JsonPropertyOrder(4)]
    public string? VocabularySha256 { get; set; }

    /// <summary>How text is cut into the vocabulary's pieces.</summary>
    [JsonPropertyOrder(5)]
    public required TokenizerKind Tokenizer { get; init; }

    /// <summary>Whether the model was trained on lower case without accents; WordPiece only.</summary>
    [JsonPropertyOrder(6)]
    public bool Lowercase { get; set; }

    /// <summary>The piece before each window; empty for none, null for the kind's usual one.</summary>
    [JsonPropertyOrder(7)]
    public string? Begin { get; set; }

    /// <summary>The piece behind each window; empty for none, null for the kind's usual one.</summary>
    [JsonPropertyOrder(8)]
    public string? End { get; set; }

    /// <summary>The piece that stands for what is in no piece; null for the kind's usual one.</summary>
    [JsonPropertyOrder(9)]
    public string? Unknown { get; set; }

    /// <summary>More pieces that no text may spell.</summary>
    [JsonPropertyOrder(10)]
    public IReadOnlyList<string> Special { get; set; } = [];

    /// <summary>The output to read; null for the first.</summary>
    [JsonPropertyOrder(12)]
    public string? Output { get; set; }

    /// <summary>The longest window that the model reads, with the pieces around it.</summary>
    [JsonPropertyOrder(13)]
    public int MaxTokens { get; set; } = 512;

    /// <summary>How many tokens neighbouring windows share.</summary>
    [JsonPropertyOrder(14)]
    public int Overlap { get; set; } = 32;

    /// <summary>What is wrong with it; null if nothing.</summary>
    public virtual string? Mistake() => this switch
    {
        { Name.Length: 0 or > 100 } => "'name' has to have 1 to 100 characters.",
        { MaxTokens: < 8 or > 16_384 } => "'maxTokens' has to be 8 to 16384.",
        { Overlap: < 0 } => "'overlap' can't be negative.",
        _ when Overlap > MaxTokens / 2 => "'overlap' has to be at most half of 'maxTokens'.",
        _ when Path.GetFileName(Model) != Model || Path.GetFileName(Vocabulary) != Vocabulary => "'model' and 'vocabulary' have to be files of the folder.",
        _ => null,
    };
}
