using System.Runtime.Intrinsics;
using System.Security.Cryptography;
using System.Text;

namespace Sallyport.Text.Views;

/// <summary>
/// How likely one letter follows another in languages of the Latin script: a table of 27 × 27 costs (a to z without accents, and everything else as one symbol).
/// docs/models/letter-model.md is its card; <c>train letter-model</c> of the lab makes the file.
/// </summary>
internal sealed class LetterModel
{
    /// <summary>0 is whatever is no Latin letter; 1 to 26 are a to z.</summary>
    public const int Symbols = 27;

    /// <summary>Costs are in sixteenths of a nat.</summary>
    public const int Scale = 16;

    /// <summary>The distance of rows in the tables of this class: a power of two, so that an index is a shift.</summary>
    public const int Stride = 32;

    private const string Resource = "Sallyport.Text.Views.Models.letter-model-1.bin";

    private static readonly byte[] Magic = "SPLM\u0001"u8.ToArray();
    private static readonly byte[] SymbolTable = BuildSymbols();
    private static readonly Lazy<LetterModel> LoadedModel = new(Load);

    private LetterModel(ReadOnlySpan<byte> costs)
    {
        Cost = new short[Stride * Stride];
        Rot13Gain = new short[Stride * Stride];
        ReversedGain = new short[Stride * Stride];
        BothGains = new int[Stride * Stride];
        for (var a = 0; a < Symbols; a++)
        {
            for (var b = 0; b < Symbols; b++)
            {
                Cost[(a * Stride) + b] = costs[(a * Symbols) + b];
            }
        }

        for (var a = 0; a < Symbols; a++)
        {
            for (var b = 0; b < Symbols; b++)
            {
                var plain = Cost[(a * Stride) + b];
                Rot13Gain[(a * Stride) + b] = (short)(plain - Cost[(Rot13(a) * Stride) + Rot13(b)]);
                ReversedGain[(a * Stride) + b] = (short)(plain - Cost[(b * Stride) + a]);
                BothGains[(a * Stride) + b] = (Rot13Gain[(a * Stride) + b] << 16) + ReversedGain[(a * Stride) + b];
            }
        }
    }

    /// <summary>The model that ships with this version.</summary>
    public static LetterModel Shipped => LoadedModel.Value;

    /// <summary><c>[first * Stride + second]</c>: minus the logarithm of the probability that second follows first.</summary>
    public short[] Cost { get; }

    /// <summary>How much cheaper the pair is when read as ROT13.</summary>
    public short[] Rot13Gain { get; }

    /// <summary>How much cheaper the pair is when read backwards.</summary>
    public short[] ReversedGain { get; }

    /// <summary>Both gains in one number, so that one look-up adds two sums: that of ROT13 times 2^16, plus that of reading backwards.</summary>
    public int[] BothGains { get; }

    public static int SymbolOf(char c) => c < SymbolTable.Length ? SymbolTable[c] : 0;

    /// <summary>The symbols of ASCII text, many at a time.</summary>
    /// <param name="ascii">The text, and at least a vector's length behind it.</param>
    /// <param name="length">The text's length.</param>
    /// <param name="symbols">As long as <paramref name="ascii"/>.</param>
    public static void SymbolsOf(ReadOnlySpan<byte> ascii, int length, Span<byte> symbols)
    {
        for (var i = 0; i < length; i += Vector256<byte>.Count)
        {
            // a to z become 1 to 26, in both cases; everything else is 0 or beyond.
            var letters = (Vector256.Create(ascii[i..]) | Vector256.Create((byte)0x20)) - Vector256.Create((byte)('a' - 1));
            var isLetter = Vector256.LessThan(letters - Vector256<byte>.One, Vector256.Create((byte)26));
            (letters & isLetter).CopyTo(symbols[i..]);
        }
    }

    public static int Rot13(int symbol) => symbol == 0 ? 0 : ((symbol - 1 + 13) % 26) + 1;

    /// <summary>The mean cost of a text's pairs, the edges counted as pairs with a non-letter.</summary>
    public double MeanCost(ReadOnlySpan<char> text)
    {
        var sum = 0;
        var pairs = 0;
        var previous = 0;
        foreach (var c in text)
        {
            var symbol = SymbolOf(c);
            if (symbol != 0 || previous != 0)
            {
                sum += Cost[(previous * Stride) + symbol];
                pairs++;
            }

            previous = symbol;
        }

        if (previous != 0)
        {
            sum += Cost[previous * Stride];
            pairs++;
        }

        return pairs == 0 ? double.MaxValue : (double)sum / (pairs * Scale);
    }

    /// <summary>The file: magic with version, one byte a cost, SHA-256 of both.</summary>
    /// <param name="costs">In nats, <c>[first * Symbols + second]</c>.</param>
    public static byte[] Write(ReadOnlySpan<double> costs)
    {
        var content = new byte[Magic.Length + (Symbols * Symbols)];
        Magic.CopyTo(content, 0);
        for (var i = 0; i < costs.Length; i++)
        {
            content[Magic.Length + i] = (byte)Math.Min(byte.MaxValue, Math.Round(costs[i] * Scale));
        }

        return [.. content, .. SHA256.HashData(content)];
    }

    /// <summary>Reads a file.</summary>
    /// <exception cref="InvalidDataException">It is of another version, cut short or altered.</exception>
    public static LetterModel Read(ReadOnlySpan<byte> file)
    {
        var length = Magic.Length + (Symbols * Symbols);
        if (file.Length != length + SHA256.HashSizeInBytes || !file.StartsWith(Magic) || !file[length..].SequenceEqual(SHA256.HashData(file[..length])))
        {
            throw new InvalidDataException("The letter model is not of this version or was altered: build it anew with the lab's command `train letter-model`.");
        }

        return new(file[Magic.Length..length]);
    }

    private static LetterModel Load()
    {
        using var stream = typeof(LetterModel).Assembly.GetManifestResourceStream(Resource)
            ?? throw new InvalidDataException("The letter model is missing from the assembly.");
        var file = new byte[stream.Length];
        stream.ReadExactly(file);
        return Read(file);
    }

    private static byte[] BuildSymbols()
    {
        var table = new byte[0x1F00];
        for (var c = 0; c < table.Length; c++)
        {
            var first = char.ToLowerInvariant(((char)c).ToString().Normalize(NormalizationForm.FormD)[0]);
            first = first switch { 'ß' => 's', 'æ' => 'a', 'ø' => 'o', 'œ' => 'o', 'đ' => 'd', 'ł' => 'l', 'ı' => 'i', 'ħ' => 'h', _ => first };
            table[c] = char.IsAsciiLetterLower(first) ? (byte)(first - 'a' + 1) : (byte)0;
        }

        return table;
    }
}
