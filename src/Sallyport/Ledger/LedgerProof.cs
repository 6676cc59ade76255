using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Sallyport.Tenancy;

namespace Sallyport.Ledger;

/// <summary>That one entry stands in a ledger: its bytes, a checkpoint, and the hashes between. Whoever has the public key can check it alone.</summary>
/// <param name="Index">The entry's place.</param>
/// <param name="Entry">The canonical bytes that are hashed.</param>
/// <param name="Checkpoint">The signed note that covers it.</param>
/// <param name="Path">32 bytes each, from the leaf to the root.</param>
public sealed record LedgerProof(long Index, byte[] Entry, string Checkpoint, IReadOnlyList<byte[]> Path)
{
    /// <summary>Proves an entry against the ledger as it is now, which is signed if it has grown since the last checkpoint.</summary>
    /// <returns>Null where there is no such entry.</returns>
    /// <exception cref="LedgerForkedException">The ledger does not extend what was signed before.</exception>
    public static async Task<LedgerProof?> ForEntryAsync(
        ILedgerStore store, CheckpointPublisher publisher, TenantId tenant, long index, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(publisher);
        var rows = await store.ReadEntriesAsync(tenant, index, 1, withPayloads: false, cancellationToken).ConfigureAwait(false);
        if (rows.Count == 0)
        {
            return null;
        }

        var checkpoint = await publisher.SignAsync(tenant, cancellationToken).ConfigureAwait(false);
        var path = await new MerkleProver(store, tenant).InclusionAsync(index, checkpoint.Size, cancellationToken).ConfigureAwait(false);
        return new LedgerProof(index, rows[0].Body, checkpoint.Note, path);
    }

    /// <summary>As a small JSON document, which <c>LedgerVerifier.VerifyProof</c> reads.</summary>
    public string ToJson()
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes, new JsonWriterOptions { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            json.WriteString("format", "sallyport.proof/1");
            json.WriteNumber("index", Index);
            json.WriteString("entry", Encoding.UTF8.GetString(Entry));
            json.WriteString("checkpoint", Checkpoint);
            json.WriteStartArray("path");
            foreach (var hash in Path)
            {
                json.WriteBase64StringValue(hash);
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(bytes.ToArray());
    }
}
