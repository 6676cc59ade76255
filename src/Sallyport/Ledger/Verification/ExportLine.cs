using System.Diagnostics.CodeAnalysis;
using System.Text.Json;

namespace Sallyport.Ledger.Verification;

/// <summary>Reads the lines of an export, but for those that hold an entry, whose bytes are taken as they stand.</summary>
internal static class ExportLine
{
    private static readonly JsonDocumentOptions Shallow = new() { MaxDepth = 4, AllowDuplicateProperties = false };

    public static bool TryReadHeader(ReadOnlyMemory<byte> line, [NotNullWhen(true)] out ExportHeader? header)
    {
        header = Read(line, static root =>
            root.GetProperty("format").GetString() == "sallyport.ledger/1" && root.GetProperty("tenant").GetString() is { } tenant
                ? new ExportHeader(tenant, root.GetProperty("from").GetInt64(), root.GetProperty("size").GetInt64())
                : null);
        return header is { From: >= 0 } && header.Size >= header.From;
    }

    public static bool TryReadCheckpoint(ReadOnlyMemory<byte> line, out string note, out IReadOnlyList<byte[]>? consistency)
    {
        var read = Read<(string Note, IReadOnlyList<byte[]>? Proof)?>(line, static root =>
            root.GetProperty("checkpoint").GetString() is { } text
                ? (text, root.TryGetProperty("consistency", out var proof) ? Hashes(proof) : null)
                : null);
        (note, consistency) = read ?? ("", null);
        return read is not null;
    }

    public static bool TryReadInclusion(ReadOnlyMemory<byte> line, out IReadOnlyList<byte[]> proof)
    {
        var read = Read(line, static root => Hashes(root.GetProperty("inclusion")));
        proof = read ?? [];
        return read is not null;
    }

    public static bool TryReadPayload(ReadOnlyMemory<byte> line, out string name, out byte[] opening)
    {
        var read = Read<(string Name, byte[] Opening)?>(line, static root =>
            root.GetProperty("payload").GetString() is { } text ? (text, root.GetProperty("opening").GetBytesFromBase64()) : null);
        (name, opening) = read ?? ("", []);
        return read is not null;
    }

    public static bool TryReadProof(string json, [NotNullWhen(true)] out ExportedProof? proof)
    {
        proof = Read(System.Text.Encoding.UTF8.GetBytes(json), static root =>
            root.GetProperty("format").GetString() == "sallyport.proof/1"
            && root.GetProperty("entry").GetString() is { } entry && root.GetProperty("checkpoint").GetString() is { } checkpoint
                ? new ExportedProof(root.GetProperty("index").GetInt64(), entry, checkpoint, Hashes(root.GetProperty("path")))
                : null);
        return proof is not null;
    }

    private static IReadOnlyList<byte[]> Hashes(JsonElement array) => [.. array.EnumerateArray().Select(static hash => hash.GetBytesFromBase64())];

    private static T? Read<T>(ReadOnlyMemory<byte> line, Func<JsonElement, T?> read)
    {
        try
        {
            using var json = JsonDocument.Parse(line, Shallow);
            return read(json.RootElement);
        }
        catch (Exception error) when (error is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            return default;
        }
    }
}
