using System.Text.Json;

namespace Sallyport.Ledger;

/// <summary>An entry read back, for people and programs. The bytes that are hashed are <see cref="Body"/>.</summary>
public sealed class LedgerEntry
{
    private readonly JsonElement _json;

    private LedgerEntry(LedgerRow row, JsonElement json)
    {
        Index = row.Index;
        Body = row.Body;
        Payloads = row.Payloads;
        _json = json;
    }

    /// <summary>Its place, from 0.</summary>
    public long Index { get; }

    /// <summary>When it was appended.</summary>
    public DateTimeOffset Time => DateTimeOffset.FromUnixTimeMilliseconds(_json.GetProperty("time").GetInt64());

    /// <summary>What happened, see <see cref="LedgerKinds"/>.</summary>
    public string Kind => Text("kind") ?? "";

    /// <summary>The exchange it belongs to, or null.</summary>
    public string? Exchange => Text("exchange");

    /// <summary>The id of the key that called, or null.</summary>
    public string? Principal => Text("principal");

    /// <summary>Who acted where no key did, or null.</summary>
    public string? Actor => Text("actor");

    /// <summary>The public facts, or null where there are none.</summary>
    public JsonElement? Facts => _json.TryGetProperty("facts", out var facts) ? facts : null;

    /// <summary>The canonical bytes that are hashed.</summary>
    public ReadOnlyMemory<byte> Body { get; }

    /// <summary>Its sealed payloads, where they were read along.</summary>
    public IReadOnlyList<SealedPayload> Payloads { get; }

    /// <summary>Reads a stored entry.</summary>
    /// <exception cref="InvalidDataException">It is not the entry of this place: the store was changed.</exception>
    public static LedgerEntry Read(LedgerRow row)
    {
        ArgumentNullException.ThrowIfNull(row);
        try
        {
            using var json = JsonDocument.Parse(row.Body, new JsonDocumentOptions { MaxDepth = 16 });
            var root = json.RootElement.Clone();
            return root.GetProperty("index").GetInt64() == row.Index && root.GetProperty("time").TryGetInt64(out _)
                ? new LedgerEntry(row, root)
                : throw new InvalidDataException($"The ledger entry stored at {row.Index} belongs elsewhere.");
        }
        catch (Exception error) when (error is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw new InvalidDataException($"The ledger entry stored at {row.Index} can't be read.", error);
        }
    }

    /// <summary>A public fact, or null.</summary>
    public JsonElement? Fact(string name) => Facts is { ValueKind: JsonValueKind.Object } facts && facts.TryGetProperty(name, out var value) ? value : null;

    /// <summary>A public fact that is a whole number, or null.</summary>
    public long? Number(string name) => Fact(name) is { ValueKind: JsonValueKind.Number } value && value.TryGetInt64(out var number) ? number : null;

    private string? Text(string name) => _json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
