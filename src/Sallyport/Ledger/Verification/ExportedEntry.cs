using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Json;

namespace Sallyport.Ledger.Verification;

/// <summary>What the verifier reads of an entry's bytes: place, tenant, commitments, and what an epoch's first entry says was known outside.</summary>
internal sealed record ExportedEntry(long Index, string Tenant, IReadOnlyDictionary<string, string> Commitments, long? OutsideSize, string? OutsideRoot)
{
    private const int Deepest = 16;

    public static bool TryRead(ReadOnlyMemory<byte> bytes, [NotNullWhen(true)] out ExportedEntry? entry)
    {
        entry = null;
        try
        {
            if (!IsCanonical(bytes.Span))
            {
                return false;
            }

            using var json = JsonDocument.Parse(bytes, new JsonDocumentOptions { MaxDepth = Deepest });
            var root = json.RootElement;
            if (root.GetProperty("v").GetInt64() != 1 || root.GetProperty("tenant").GetString() is not { } tenant)
            {
                return false;
            }

            var (size, hash) = Outside(root);
            entry = new ExportedEntry(root.GetProperty("index").GetInt64(), tenant, Commit(root), size, hash);
            return true;
        }
        catch (Exception error) when (error is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            return false;
        }
    }

    private static Dictionary<string, string> Commit(JsonElement root) =>
        root.TryGetProperty("commitments", out var commitments)
            ? commitments.EnumerateObject().ToDictionary(static p => p.Name, static p => p.Value.GetString() ?? "", StringComparer.Ordinal)
            : [];

    private static (long? Size, string? Root) Outside(JsonElement root) =>
        root.GetProperty("kind").GetString() == "ledger.epoch"
        && root.TryGetProperty("facts", out var facts)
        && facts.TryGetProperty("outside", out var outside)
            ? (outside.GetProperty("size").GetInt64(), outside.GetProperty("root").GetString())
            : (null, null);

    // Names that rise strictly by UTF-16 code units at every level can't repeat, and no byte stands between tokens: two readers can't read two things.
    private static bool IsCanonical(ReadOnlySpan<byte> bytes)
    {
        var reader = new Utf8JsonReader(bytes, new JsonReaderOptions { MaxDepth = Deepest });
        var names = new string?[Deepest + 1];
        var expected = 0L;
        while (reader.Read())
        {
            // A comma or colon is the only byte that may stand before a token.
            if (reader.TokenStartIndex - expected > 1 || (reader.TokenStartIndex > expected && bytes[(int)expected] is not ((byte)',' or (byte)':')))
            {
                return false;
            }

            expected = reader.BytesConsumed;
            switch (reader.TokenType)
            {
                case JsonTokenType.StartObject:
                    names[reader.CurrentDepth + 1] = null;
                    break;
                case JsonTokenType.PropertyName:
                    var name = reader.GetString()!;
                    var between = reader.BytesConsumed - reader.TokenStartIndex - reader.ValueSpan.Length - 2;
                    if (between is not (0 or 1) || (names[reader.CurrentDepth] is { } before && string.CompareOrdinal(before, name) >= 0))
                    {
                        return false;
                    }

                    names[reader.CurrentDepth] = name;

                    break;
                case JsonTokenType.Number:
                    if (!reader.TryGetInt64(out var number) || Encoding.UTF8.GetString(reader.ValueSpan) != number.ToString(System.Globalization.CultureInfo.InvariantCulture))
                    {
                        return false;
                    }

                    break;
                default:
                    break;
            }
        }

        return expected == bytes.Length;
    }
}
