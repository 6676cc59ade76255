using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Sallyport.Onnx.Sessions;

/// <summary>The files that a model is made of, in memory, their checksums verified where the description states them.</summary>
internal sealed class ModelFiles<TDescription>
    where TDescription : ModelDescription
{
    // ONNX files end at 2 GB; a vocabulary of a million pieces takes some 30 MB.
    private const long LargestModel = int.MaxValue;
    private const long LargestVocabulary = 128 << 20;
    private const long LargestDescription = 64 << 10;

    private static readonly JsonTypeInfo<TDescription> Json = (JsonTypeInfo<TDescription>)ModelJson.Default.GetTypeInfo(typeof(TDescription))!;

    /// <summary>The files.</summary>
    /// <exception cref="InvalidDataException">A file is damaged. The message names it, with both checksums.</exception>
    public ModelFiles(TDescription description, byte[] model, byte[] vocabulary)
    {
        (Description, Model, Vocabulary) = (description, model, vocabulary);
        ModelSum = Verify(description.Model, model, description.ModelSha256);
        var vocabularySum = Verify(description.Vocabulary, vocabulary, description.VocabularySha256);
        var own = JsonSerializer.SerializeToUtf8Bytes(description, Json);
        var fingerprint = Convert.ToHexStringLower(SHA256.HashData([.. SHA256.HashData(own), .. ModelSum, .. vocabularySum]).AsSpan(0, 6));
        NameWithFingerprint = $"{description.Name}@{fingerprint}";
    }

    /// <summary>What they are.</summary>
    public TDescription Description { get; }

    /// <summary>The ONNX file.</summary>
    public byte[] Model { get; }

    /// <summary>The SHA-256 of the ONNX file.</summary>
    public byte[] ModelSum { get; }

    /// <summary>The vocabulary's file.</summary>
    public byte[] Vocabulary { get; }

    /// <summary>The model's name with 12 hexadecimal digits that change with any of the files.</summary>
    public string NameWithFingerprint { get; }

    /// <summary>Reads a folder.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="role">What the model is to be, as <see cref="ModelDescription.Role"/> says it.</param>
    /// <exception cref="InvalidDataException">A file is missing, too large, or not what the description says.</exception>
    public static ModelFiles<TDescription> Read(string folder, string role)
    {
        var file = role + ".json";
        var description = Describe(ReadFile(folder, role, file, LargestDescription), Path.Combine(folder, file));
        return new(description, ReadFile(folder, role, description.Model, LargestModel), ReadFile(folder, role, description.Vocabulary, LargestVocabulary));
    }

    private static TDescription Describe(byte[] content, string file)
    {
        try
        {
            var description = JsonSerializer.Deserialize(content, Json) ?? throw new InvalidDataException($"'{file}' is empty.");
            return description.Mistake() is { } mistake ? throw new InvalidDataException($"'{file}': {mistake}") : description;
        }
        catch (JsonException exception)
        {
            throw new InvalidDataException($"'{file}' can't be read: {exception.Message}", exception);
        }
    }

    private static byte[] ReadFile(string folder, string role, string name, long largest)
    {
        var file = new FileInfo(Path.Combine(folder, name));
        if (!file.Exists)
        {
            throw new InvalidDataException($"The {role}'s folder '{folder}' has no file '{name}'.");
        }

        return file.Length <= largest
            ? File.ReadAllBytes(file.FullName)
            : throw new InvalidDataException($"'{file.FullName}' has {file.Length} bytes; {largest} is the most.");
    }

    private byte[] Verify(string name, byte[] content, string? stated)
    {
        var computed = SHA256.HashData(content);
        var hexadecimal = Convert.ToHexStringLower(computed);
        if (stated is not null && !hexadecimal.Equals(stated, StringComparison.OrdinalIgnoreCase))
        {
            throw new InvalidDataException($"The {Description.Role}'s file '{name}' is damaged or another one: its checksum is {hexadecimal}, expected is {stated}.");
        }

        return computed;
    }
}
