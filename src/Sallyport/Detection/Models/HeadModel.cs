using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text.Json;

namespace Sallyport.Detection.Models;

/// <summary>
/// A trained linear head: a weight for each feature bucket, and how a score becomes a probability. The file, little-endian:
/// <list type="number">
/// <item>8 bytes: <c>SPHEAD</c> and two bytes of version;</item>
/// <item>4 bytes, then as many bytes: <see cref="HeadDescription"/> as JSON;</item>
/// <item><see cref="TextFeatures.Buckets"/> signed bytes: the weights, in units of the description's scale;</item>
/// <item>32 bytes: SHA-256 of all before.</item>
/// </list>
/// </summary>
internal sealed class HeadModel
{
    // Damps the scores of texts that have only a few features.
    private const float CountFloor = 24;

    private static readonly byte[] Magic = "SPHEAD\u0001\u0000"u8.ToArray();

    private HeadModel(HeadDescription description, sbyte[] weights)
    {
        Description = description;
        Weights = weights;
    }

    /// <summary>What the head is.</summary>
    public HeadDescription Description { get; }

    /// <summary>A weight for each bucket, in units of the scale.</summary>
    public sbyte[] Weights { get; }

    /// <summary>What a sum of feature weights is divided by, so that long and short texts score alike.</summary>
    /// <param name="count">The number of features.</param>
    /// <param name="power">The head's <see cref="HeadDescription.CountPower"/>.</param>
    public static float Norm(int count, float power) => MathF.Pow(count + CountFloor, power);

    /// <summary>Makes a head of trained weights.</summary>
    /// <param name="description">The head; its scale is set here.</param>
    /// <param name="weights"><c>float[TextFeatures.Buckets]</c>. Those beyond the scale's reach, a few in a million, are cut.</param>
    public static HeadModel Quantize(HeadDescription description, ReadOnlySpan<float> weights)
    {
        var sizes = weights.ToArray();
        for (var i = 0; i < sizes.Length; i++)
        {
            sizes[i] = Math.Abs(sizes[i]);
        }

        Array.Sort(sizes);
        var scale = Math.Max(sizes[^8], 1e-6f) / sbyte.MaxValue;
        var rounded = new sbyte[weights.Length];
        for (var i = 0; i < rounded.Length; i++)
        {
            rounded[i] = (sbyte)Math.Clamp(MathF.Round(weights[i] / scale), -sbyte.MaxValue, sbyte.MaxValue);
        }

        return new(description with { Scale = scale }, rounded);
    }

    /// <summary>The same weights under another description.</summary>
    public HeadModel With(HeadDescription description) => new(description with { Scale = Description.Scale }, Weights);

    /// <summary>The file's bytes: the same for the same head.</summary>
    public byte[] Write()
    {
        var description = JsonSerializer.SerializeToUtf8Bytes(Description, HeadJson.Default.HeadDescription);
        var content = new byte[Magic.Length + sizeof(int) + description.Length + Weights.Length];
        Magic.CopyTo(content, 0);
        BinaryPrimitives.WriteInt32LittleEndian(content.AsSpan(Magic.Length), description.Length);
        description.CopyTo(content, Magic.Length + sizeof(int));
        System.Runtime.InteropServices.MemoryMarshal.AsBytes<sbyte>(Weights).CopyTo(content.AsSpan(content.Length - Weights.Length));
        return [.. content, .. SHA256.HashData(content)];
    }

    /// <summary>Reads a file.</summary>
    /// <param name="file">Its bytes.</param>
    /// <param name="name">Its name, for the message.</param>
    /// <exception cref="InvalidDataException">It is of another version, cut short or altered. The message names the file and, where they differ, both checksums.</exception>
    public static HeadModel Read(ReadOnlySpan<byte> file, string name)
    {
        var least = Magic.Length + sizeof(int) + TextFeatures.Buckets + SHA256.HashSizeInBytes;
        if (file.Length < least || !file.StartsWith(Magic))
        {
            throw new InvalidDataException($"The model '{name}' is no head of this version, or is cut short ({file.Length} bytes). Build it anew with the lab's command `train head`.");
        }

        var content = file[..^SHA256.HashSizeInBytes];
        var computed = SHA256.HashData(content);
        var stated = file[^SHA256.HashSizeInBytes..];
        if (!stated.SequenceEqual(computed))
        {
            throw new InvalidDataException($"The model '{name}' is damaged: its checksum is {Convert.ToHexStringLower(computed)}, the file states {Convert.ToHexStringLower(stated)}.");
        }

        var length = BinaryPrimitives.ReadInt32LittleEndian(content[Magic.Length..]);
        var description = length == file.Length - least
            ? JsonSerializer.Deserialize(content.Slice(Magic.Length + sizeof(int), length), HeadJson.Default.HeadDescription)
            : null;
        if (description is null || description.Features != TextFeatures.Version || description.Calibration.Count < 2)
        {
            throw new InvalidDataException($"The model '{name}' was made with other features. Build it anew with the lab's command `train head`.");
        }

        return new(description, System.Runtime.InteropServices.MemoryMarshal.Cast<byte, sbyte>(content[^TextFeatures.Buckets..]).ToArray());
    }
}
