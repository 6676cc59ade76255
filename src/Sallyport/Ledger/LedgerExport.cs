using System.Security.Cryptography;
using System.Text.Encodings.Web;
using System.Text.Json;
using Sallyport.Tenancy;

namespace Sallyport.Ledger;

/// <summary>
/// Writes a ledger, or its later part, as a file that can be verified without this server: JSON lines, described in docs/ledger-format.md.
/// </summary>
public sealed class LedgerExport(ILedgerStore store, CheckpointPublisher publisher, InstanceSigningKey key)
{
    private const int Page = 500;

    // Keys and hashes are base64, whose '+' the strict encoder would write as an escape that nobody can read or copy.
    private static readonly JsonWriterOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static readonly byte[] EntryStart = "{\"entry\":"u8.ToArray();
    private static readonly byte[] EntryEnd = "}\n"u8.ToArray();

    /// <summary>Signs a checkpoint of the ledger as it is now and writes everything up to it. The file is readable by its owner alone.</summary>
    /// <param name="tenant">Whose ledger.</param>
    /// <param name="path">The file. It appears once it is whole.</param>
    /// <param name="from">The first entry; above 0, entries come with inclusion proofs, since the whole tree can't be computed from a part.</param>
    /// <param name="opening">The tenant's vault, to open sealed payloads into the file, but for those that were erased; null leaves them out. A look at content is to be ledgered by the caller, before.</param>
    /// <param name="replace">Whether a file that is there may be replaced.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>How many entries were written.</returns>
    /// <exception cref="LedgerForkedException">The ledger does not extend what was signed before.</exception>
    /// <exception cref="IOException">The file is there already, or can't be written.</exception>
    public async Task<long> WriteAsync(TenantId tenant, string path, long from, TenantVault? opening, bool replace, CancellationToken cancellationToken)
    {
        if (!replace && File.Exists(path))
        {
            throw new IOException($"The file '{path}' is there already.");
        }

        var draft = $"{path}.{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(6))}";
        try
        {
            long count;
            var stream = PrivateFile.Create(draft);
            await using (stream.ConfigureAwait(false))
            {
                count = await WriteAsync(tenant, stream, from, opening, cancellationToken).ConfigureAwait(false);
            }

            File.Move(draft, path, replace);
            return count;
        }
        finally
        {
            File.Delete(draft);
        }
    }

    /// <summary>As <see cref="WriteAsync(TenantId, string, long, TenantVault?, bool, CancellationToken)"/>, to a stream that stays open.</summary>
    public async Task<long> WriteAsync(TenantId tenant, Stream to, long from, TenantVault? opening, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(to);
        ArgumentOutOfRangeException.ThrowIfNegative(from);
        var last = await publisher.SignAsync(tenant, cancellationToken).ConfigureAwait(false);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(from, last.Size);
        var prover = from > 0 ? new MerkleProver(store, tenant) : null;

        await LineAsync(
            to,
            json =>
            {
                json.WriteString("format", "sallyport.ledger/1");
                json.WriteString("tenant", tenant.Value);
                json.WriteNumber("from", from);
                json.WriteNumber("size", last.Size);
                json.WriteString("key", key.VerifierKey);
            },
            cancellationToken).ConfigureAwait(false);
        await WriteCheckpointsAsync(tenant, to, from, last, prover, cancellationToken).ConfigureAwait(false);
        for (var at = from; at < last.Size; at += Page)
        {
            var count = (int)Math.Min(Page, last.Size - at);
            var rows = await store.ReadEntriesAsync(tenant, at, count, opening is not null, cancellationToken).ConfigureAwait(false);
            foreach (var row in rows)
            {
                await WriteEntryAsync(to, row, last.Size, prover, opening, cancellationToken).ConfigureAwait(false);
            }
        }

        await to.FlushAsync(cancellationToken).ConfigureAwait(false);
        return last.Size - from;
    }

    private async Task WriteCheckpointsAsync(
        TenantId tenant, Stream to, long from, StoredCheckpoint last, MerkleProver? prover, CancellationToken cancellationToken)
    {
        var (epoch, size) = (0L, 0L);
        while (true)
        {
            var page = await store.ReadCheckpointsAsync(tenant, epoch, size, Page, cancellationToken).ConfigureAwait(false);
            foreach (var checkpoint in page.Where(c => c.Size > from && c.Size <= last.Size && c != last))
            {
                await WriteCheckpointAsync(to, checkpoint, last.Size, prover, cancellationToken).ConfigureAwait(false);
            }

            if (page.Count < Page)
            {
                break;
            }

            (epoch, size) = (page[^1].Epoch, page[^1].Size);
        }

        await WriteCheckpointAsync(to, last, last.Size, prover, cancellationToken).ConfigureAwait(false);
    }

    private static async Task WriteCheckpointAsync(
        Stream to, StoredCheckpoint checkpoint, long size, MerkleProver? prover, CancellationToken cancellationToken)
    {
        var proof = prover is null ? null : await prover.ConsistencyAsync(checkpoint.Size, size, cancellationToken).ConfigureAwait(false);
        await LineAsync(
            to,
            json =>
            {
                json.WriteString("checkpoint", checkpoint.Note);
                WriteHashes(json, "consistency", proof);
            },
            cancellationToken).ConfigureAwait(false);
    }

    private static async Task WriteEntryAsync(
        Stream to, LedgerRow row, long size, MerkleProver? prover, TenantVault? opening, CancellationToken cancellationToken)
    {
        // The bytes between the colon and the last brace are the entry's own, so that any tool can hash them.
        await to.WriteAsync(EntryStart, cancellationToken).ConfigureAwait(false);
        await to.WriteAsync(row.Body, cancellationToken).ConfigureAwait(false);
        await to.WriteAsync(EntryEnd, cancellationToken).ConfigureAwait(false);
        if (prover is not null)
        {
            var proof = await prover.InclusionAsync(row.Index, size, cancellationToken).ConfigureAwait(false);
            await LineAsync(to, json => WriteHashes(json, "inclusion", proof), cancellationToken).ConfigureAwait(false);
        }

        if (opening is not null)
        {
            foreach (var payload in row.Payloads)
            {
                byte[] opened;
                try
                {
                    opened = await payload.OpenAsync(opening, cancellationToken).ConfigureAwait(false);
                }
                catch (RecordsShreddedException)
                {
                    // An erased payload has no opening; its commitment stands in the entry.
                    continue;
                }

                await LineAsync(
                    to,
                    json =>
                    {
                        json.WriteString("payload", payload.Name);
                        json.WriteBase64String("opening", opened);
                    },
                    cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private static void WriteHashes(Utf8JsonWriter json, string name, IReadOnlyList<byte[]>? hashes)
    {
        if (hashes is null)
        {
            return;
        }

        json.WriteStartArray(name);
        foreach (var hash in hashes)
        {
            json.WriteBase64StringValue(hash);
        }

        json.WriteEndArray();
    }

    private static async Task LineAsync(Stream to, Action<Utf8JsonWriter> write, CancellationToken cancellationToken)
    {
        using var line = new MemoryStream();
        using (var json = new Utf8JsonWriter(line, Readable))
        {
            json.WriteStartObject();
            write(json);
            json.WriteEndObject();
        }

        line.WriteByte((byte)'\n');
        line.Position = 0;
        await line.CopyToAsync(to, cancellationToken).ConfigureAwait(false);
    }
}
