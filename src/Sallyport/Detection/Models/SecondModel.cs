using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Security.Cryptography;
using System.Text.Json;

namespace Sallyport.Detection.Models;

/// <summary>
/// What a head says of a window once the window has been read again: a small network over the encoder's vector, added to the head's own score. The file, little-endian:
/// <list type="number">
/// <item>8 bytes: <c>SPSECD</c> and two bytes of version;</item>
/// <item>4 bytes, then as many bytes: <see cref="SecondDescription"/> as JSON;</item>
/// <item>floats: for each hidden number its weights, then the hidden numbers' biases, the weights of the score, its bias;</item>
/// <item>32 bytes: SHA-256 of all before.</item>
/// </list>
/// </summary>
internal sealed class SecondModel
{
    private const int MostInputs = 4_096;
    private const int MostHidden = 1_024;

    private static readonly byte[] Magic = "SPSECD\u0001\u0000"u8.ToArray();

    private readonly float[] _weights;

    /// <param name="description">What it is.</param>
    /// <param name="weights">As in the file.</param>
    public SecondModel(SecondDescription description, float[] weights)
    {
        if (!IsUsable(description) || weights.Length != Count(description))
        {
            throw new ArgumentException("These are not the weights of that description.", nameof(weights));
        }

        Description = description;
        _weights = weights;
    }

    /// <summary>What it is.</summary>
    public SecondDescription Description { get; }

    /// <summary>How many numbers a network has.</summary>
    public static int Count(SecondDescription description) => (description.Hidden * (description.Inputs + 2)) + 1;

    /// <summary>The score of a window that was read twice, on the head's scale.</summary>
    /// <param name="first">The head's score.</param>
    /// <param name="vector">The encoder's vector.</param>
    public float Score(float first, ReadOnlySpan<float> vector) =>
        Description.Offset + (Description.Slope * (first + (Description.Share * Of(vector))));

    /// <summary>The network's own score: log-odds as trained.</summary>
    public float Of(ReadOnlySpan<float> vector)
    {
        var (inputs, hidden) = (Description.Inputs, Description.Hidden);
        var biases = _weights.AsSpan(hidden * inputs, hidden);
        var last = _weights.AsSpan(hidden * (inputs + 1), hidden);
        var score = _weights[^1];
        for (var h = 0; h < hidden; h++)
        {
            var sum = biases[h] + Dot(_weights.AsSpan(h * inputs, inputs), vector);
            score += Math.Max(sum, 0) * last[h];
        }

        return score;
    }

    /// <summary>The same weights under another description.</summary>
    public SecondModel With(SecondDescription description) => new(description, _weights);

    /// <summary>The file's bytes: the same for the same network.</summary>
    public byte[] Write()
    {
        var description = JsonSerializer.SerializeToUtf8Bytes(Description, HeadJson.Default.SecondDescription);
        var length = new byte[sizeof(int)];
        BinaryPrimitives.WriteInt32LittleEndian(length, description.Length);
        byte[] content = [.. Magic, .. length, .. description, .. MemoryMarshal.AsBytes<float>(_weights)];
        return [.. content, .. SHA256.HashData(content)];
    }

    /// <summary>Reads a file.</summary>
    /// <param name="file">Its bytes.</param>
    /// <param name="name">Its name, for the message.</param>
    /// <exception cref="InvalidDataException">It is of another version, cut short or altered. The message names the file and, where they differ, both checksums.</exception>
    public static SecondModel Read(ReadOnlySpan<byte> file, string name)
    {
        var start = Magic.Length + sizeof(int);
        if (file.Length < start + SHA256.HashSizeInBytes || !file.StartsWith(Magic))
        {
            throw new InvalidDataException($"The model '{name}' is no second stage of this version, or is cut short ({file.Length} bytes).");
        }

        var content = file[..^SHA256.HashSizeInBytes];
        var computed = SHA256.HashData(content);
        var stated = file[^SHA256.HashSizeInBytes..];
        if (!stated.SequenceEqual(computed))
        {
            throw new InvalidDataException($"The model '{name}' is damaged: its checksum is {Convert.ToHexStringLower(computed)}, the file states {Convert.ToHexStringLower(stated)}.");
        }

        var length = BinaryPrimitives.ReadInt32LittleEndian(content[Magic.Length..]);
        var description = length > 0 && length <= content.Length - start
            ? JsonSerializer.Deserialize(content.Slice(start, length), HeadJson.Default.SecondDescription)
            : null;
        if (description is null || !IsUsable(description) || content.Length - start - length != Count(description) * sizeof(float))
        {
            throw new InvalidDataException($"The model '{name}' isn't what its own description says.");
        }

        return new(description, MemoryMarshal.Cast<byte, float>(content[(start + length)..]).ToArray());
    }

    // Vectors are read eight numbers at a time, in an order that no machine changes.
    private static bool IsUsable(SecondDescription description) =>
        description.Inputs is > 0 and <= MostInputs && description.Inputs % Vector256<float>.Count == 0 && description.Hidden is > 0 and <= MostHidden;

    private static float Dot(ReadOnlySpan<float> left, ReadOnlySpan<float> right)
    {
        var sums = Vector256<float>.Zero;
        for (var i = 0; i < left.Length; i += Vector256<float>.Count)
        {
            sums += Vector256.Create(left[i..]) * Vector256.Create(right[i..]);
        }

        return Vector256.Sum(sums);
    }
}
