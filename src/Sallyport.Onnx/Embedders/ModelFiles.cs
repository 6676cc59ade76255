using System.Security.Cryptography;
using System.Text.Json;

namespace Sallyport.Onnx.Embedders;

/// <summary>The files that an embedder is made of, in memory, their checksums verified where the description states them.</summary>
internal sealed class ModelFiles
{
    // ONNX files end at 2 GB; a vocabulary of a million pieces takes some 30 MB.
    private const long LargestModel = int.MaxValue;
    private const long LargestVocabulary = 128 << 20;
    private const long LargestDescription = 64 << 10;

    /// <summary>The files.</summary>
    /// <exception cref="InvalidDataException">A file is damaged. The message names it, with both checksums.</exception>
    public ModelFiles(EmbedderDescription description, byte[] model, byte[] vocabulary)
    {
        (Description, Model, Vocabulary) = (description, model, vocabulary);
        var modelSum = Verify(description.Model, model, description.ModelSha256);
        var vocabularySum = Verify(description.Vocabulary, vocabulary, description.VocabularySha256);
        var own = JsonSerializer.SerializeToUtf8Bytes(description, EmbedderJson.Default.EmbedderDescription);
        Fingerprint = Convert.ToHexStringLower(SHA256.HashData([.. SHA256.HashData(own), .. modelSum, .. vocabularySum]).AsSpan(0, 6));
    }

    /// <summary>What they are.</summary>
    public EmbedderDescription Description { get; }

    /// <summary>The ONNX file.</summary>
    public byte[] Model { get; }

    /// <summary>The vocabulary's file.</summary>
    public byte[] Vocabulary { get; }

    /// <summary>12 hexadecimal digits that change with any of the files.</summary>
    public string Fingerprint { get; }

    /// <summary>Reads a folder.</summary>
    /// <exception cref="InvalidDataException">A file is missing, too large, or not what the description says.</exception>
    public static ModelFiles Read(string folder)
    {
        var description = Describe(ReadFile(folder, "embedder.json", LargestDescription), Path.Combine(folder, "embedder.json"));
        return new(description, ReadFile(folder, description.Model, LargestModel), ReadFile(folder, description.Vocabulary, LargestVocabulary));
    }

    private static EmbedderDescription Describe(byte[] content, string file)
    {
        try
        {
            var description = JsonSerializer.Deserialize(content, EmbedderJson.Default.EmbedderDescription)
                ?? throw new InvalidDataException($"'{file}' is empty.");
            return description.Mistake() is { } mistake ? throw new InvalidDataException($"'{file}': {mistake}") : description;
        }
        catch (JsonException exception)
        {
            throw new InvalidDataException($"'{file}' can't be read: {exception.Message}", exception);
        }
    }

    private static byte[] ReadFile(string folder, string name, long largest)
    {
        var file = new FileInfo(Path.Combine(folder, name));
        if (!file.Exists)
        {
            throw new InvalidDataException($"The embedder's folder '{folder}' has no file '{name}'.");
        }

        return file.Length <= largest
            ? File.ReadAllBytes(file.FullName)
            : throw new InvalidDataException($"'{file.FullName}' has {file.Length} bytes; {largest} is the most.");
    }

    private static byte[] Verify(string name, byte[] content, string? stated)
    {
        var computed = SHA256.HashData(content);
        var hexadecimal = Convert.ToHexStringLower(computed);
        if (stated is not null && !hexadecimal.Equals(stated, StringComparison.OrdinalIgnoreCase))
        {
            throw new InvalidDataException($"The embedder's file '{name}' is damaged or another one: its checksum is {hexadecimal}, expected is {stated}.");
        }

        return computed;
    }
}
