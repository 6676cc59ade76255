using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Sallyport.Detection.Names;

/// <summary>
/// The name tagger's weights, lexicon and calibration, as <c>train names</c> of the lab makes them; docs/models/names-model.md is the card.
/// File: magic with version; scale; weights (one signed byte for each row and label); transitions; calibration; lexicon; SHA-256 of all before.
/// </summary>
internal sealed class NameModel
{
    /// <summary>The distance of rows, so that a row is one load of a vector.</summary>
    public const int Stride = 16;

    /// <summary>Points of a calibration curve: a score of i / (Points - 1) becomes the value at i, straight lines between.</summary>
    public const int Points = 21;

    private const string Resource = "Sallyport.Detection.Names.Models.names-1.bin";

    private static readonly byte[] Magic = "SPNM\u0001"u8.ToArray();
    private static readonly Lazy<NameModel> LoadedModel = new(Load);

    private readonly sbyte[] _weights;

    /// <summary>Makes a model.</summary>
    /// <param name="weights"><c>[row * NameLabel.Count + label]</c>.</param>
    /// <param name="scale">What a weight of 1 is worth, in nats.</param>
    /// <param name="transitions"><c>[previous * NameLabel.Count + label]</c>, in nats.</param>
    /// <param name="calibration"><c>[kind * Points + point]</c>, 0 to 1.</param>
    /// <param name="lexicon">What is known of words.</param>
    public NameModel(ReadOnlySpan<sbyte> weights, float scale, float[] transitions, float[] calibration, Lexicon lexicon)
    {
        _weights = new sbyte[NameFeatures.Rows * Stride];
        for (var row = 0; row < NameFeatures.Rows; row++)
        {
            weights.Slice(row * NameLabel.Count, NameLabel.Count).CopyTo(_weights.AsSpan(row * Stride));
        }

        Scale = scale;
        Transitions = transitions;
        Calibration = calibration;
        Lexicon = lexicon;
    }

    /// <summary>The model that ships with this version.</summary>
    public static NameModel Shipped => LoadedModel.Value;

    public float Scale { get; }

    public float[] Transitions { get; }

    public float[] Calibration { get; }

    public Lexicon Lexicon { get; }

    /// <summary><c>[row * Stride + label]</c>.</summary>
    public ReadOnlySpan<sbyte> Weights => _weights;

    /// <summary>The probability that a finding of a kind is right, from the tagger's own.</summary>
    public float Calibrate(int kind, float probability)
    {
        var place = Math.Clamp(probability, 0f, 1f) * (Points - 1);
        var point = Math.Min((int)place, Points - 2);
        var curve = Calibration.AsSpan(kind * Points, Points);
        return curve[point] + ((curve[point + 1] - curve[point]) * (place - point));
    }

    /// <summary>The file.</summary>
    public byte[] Write()
    {
        using var stream = new MemoryStream();
        using (var writer = new BinaryWriter(stream))
        {
            writer.Write(Magic);
            writer.Write(Scale);
            for (var row = 0; row < NameFeatures.Rows; row++)
            {
                writer.Write(MemoryMarshal.AsBytes(_weights.AsSpan(row * Stride, NameLabel.Count)));
            }

            foreach (var value in Transitions.Concat(Calibration))
            {
                writer.Write(value);
            }

            writer.Write(Lexicon.Keys.Length);
            for (var slot = 0; slot < Lexicon.Keys.Length; slot++)
            {
                writer.Write(Lexicon.Keys[slot]);
                writer.Write((ushort)Lexicon.Flags[slot]);
            }
        }

        var content = stream.ToArray();
        return [.. content, .. SHA256.HashData(content)];
    }

    /// <summary>Reads a file.</summary>
    /// <exception cref="InvalidDataException">It is of another version, cut short or altered.</exception>
    public static NameModel Read(ReadOnlySpan<byte> file)
    {
        var content = file.Length > SHA256.HashSizeInBytes ? file[..^SHA256.HashSizeInBytes] : default;
        var hash = SHA256.HashData(content);
        if (!content.StartsWith(Magic) || !file[content.Length..].SequenceEqual(hash))
        {
            var stated = content.IsEmpty ? "none" : Convert.ToHexStringLower(file[content.Length..]);
            throw new InvalidDataException(
                $"The model {Resource} is of another version or was altered: it states the checksum {stated}, its content has {Convert.ToHexStringLower(hash)}. Build it anew with the lab's command `train names`.");
        }

        var rest = content[Magic.Length..];
        var scale = Take(ref rest, sizeof(float), BinaryPrimitives.ReadSingleLittleEndian);
        var weights = MemoryMarshal.Cast<byte, sbyte>(rest[..(NameFeatures.Rows * NameLabel.Count)]);
        rest = rest[weights.Length..];
        var transitions = TakeFloats(ref rest, NameLabel.Count * NameLabel.Count);
        var calibration = TakeFloats(ref rest, NameLabel.Kinds * Points);
        var slots = Take(ref rest, sizeof(int), BinaryPrimitives.ReadInt32LittleEndian);
        var keys = new uint[slots];
        var flags = new WordFlags[slots];
        for (var slot = 0; slot < slots; slot++)
        {
            keys[slot] = Take(ref rest, sizeof(uint), BinaryPrimitives.ReadUInt32LittleEndian);
            flags[slot] = (WordFlags)Take(ref rest, sizeof(ushort), BinaryPrimitives.ReadUInt16LittleEndian);
        }

        return new(weights, scale, transitions, calibration, new(keys, flags));
    }

    private delegate T Reader<out T>(ReadOnlySpan<byte> bytes);

    private static T Take<T>(ref ReadOnlySpan<byte> rest, int length, Reader<T> read)
    {
        var value = read(rest);
        rest = rest[length..];
        return value;
    }

    private static float[] TakeFloats(ref ReadOnlySpan<byte> rest, int count)
    {
        var values = new float[count];
        for (var i = 0; i < count; i++)
        {
            values[i] = Take(ref rest, sizeof(float), BinaryPrimitives.ReadSingleLittleEndian);
        }

        return values;
    }

    private static NameModel Load()
    {
        using var stream = typeof(NameModel).Assembly.GetManifestResourceStream(Resource)
            ?? throw new InvalidDataException($"The model {Resource} is missing from the assembly.");
        var file = new byte[stream.Length];
        stream.ReadExactly(file);
        return Read(file);
    }
}
