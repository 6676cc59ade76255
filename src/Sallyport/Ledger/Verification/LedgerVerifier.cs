// Verifies an exported ledger from the file, a public key and, best, checkpoints that the auditor held before.
// 1. The header names tenant and range; checkpoint lines follow, each with its signature.
// 2. Entries come in order. Each must say its own place and tenant in canonical form. Of a whole export the tree is computed
//    and compared with every checkpoint where it reaches its size; of a part each entry brings its inclusion proof.
// 3. What is left over is a fault: checkpoints beyond the entries, entries beyond the checkpoints.
// It can't see what a server did that owns the signing key and had nobody hold a checkpoint: so hold them.
// Shares no code with what writes ledgers: own hashing, own parsing.
using System.Text;

namespace Sallyport.Ledger.Verification;

/// <summary>Verifies exported ledgers and proofs, without a server or a store.</summary>
public static class LedgerVerifier
{
    private const int LongestLine = 1 << 20;
    private const int LongestProof = 1 << 20;

    /// <summary>Verifies an exported file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="publicKey">The instance's key as it was made known outside; the one that stands in the file is not trusted.</param>
    /// <param name="held">Checkpoints that were kept outside, of this ledger or others; what concerns this one must hold.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    public static async Task<LedgerVerification> VerifyAsync(
        string path, VerifierKey publicKey, IReadOnlyList<SignedCheckpoint> held, CancellationToken cancellationToken)
    {
        var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1, useAsync: true);
        await using (stream.ConfigureAwait(false))
        {
            return await VerifyAsync(stream, publicKey, held, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>As above, from a stream.</summary>
    public static async Task<LedgerVerification> VerifyAsync(
        Stream export, VerifierKey publicKey, IReadOnlyList<SignedCheckpoint> held, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(export);
        ArgumentNullException.ThrowIfNull(publicKey);
        ArgumentNullException.ThrowIfNull(held);
        var lines = new BoundedLines(export, LongestLine);
        var reading = new ExportReading(publicKey, held);
        try
        {
            while (await lines.NextAsync(cancellationToken).ConfigureAwait(false) is { } line)
            {
                reading.Line(line);
            }
        }
        catch (InvalidDataException error)
        {
            reading.Faults.Add(LedgerFaultKind.Malformed, null, error.Message);
        }

        return reading.Finish();
    }

    /// <summary>Verifies the proof of one entry.</summary>
    /// <param name="json">The document that <c>LedgerProof.ToJson</c> wrote.</param>
    /// <param name="publicKey">The instance's key as it was made known outside.</param>
    public static LedgerVerification VerifyProof(string json, VerifierKey publicKey)
    {
        ArgumentNullException.ThrowIfNull(json);
        ArgumentNullException.ThrowIfNull(publicKey);
        var faults = new FaultList();
        SignedCheckpoint? checkpoint = null;
        ExportedEntry? entry = null;
        if (json.Length > LongestProof || !ExportLine.TryReadProof(json, out var proof))
        {
            faults.Add(LedgerFaultKind.Malformed, null, "This is not a proof of the form sallyport.proof/1.");
        }
        else if (!SignedCheckpoint.TryRead(proof.Checkpoint, publicKey, out checkpoint))
        {
            faults.Add(LedgerFaultKind.Signature, null, "The checkpoint is not signed by this key.");
        }
        else
        {
            var bytes = Encoding.UTF8.GetBytes(proof.Entry);
            if (!ExportedEntry.TryRead(bytes, out entry) || entry.Tenant != checkpoint.Tenant)
            {
                faults.Add(LedgerFaultKind.ForeignEntry, proof.Index, "The entry is not one of this ledger.");
            }
            else if (entry.Index != proof.Index
                || !ProofCheck.Includes(proof.Index, checkpoint.Size, ProofCheck.LeafHash(bytes), proof.Path, checkpoint.Root))
            {
                faults.Add(LedgerFaultKind.Proof, proof.Index, "The entry does not stand there in the ledger that the checkpoint fixes.");
            }
        }

        return new LedgerVerification
        {
            Tenant = checkpoint?.Tenant,
            From = entry?.Index ?? 0,
            Entries = faults.Count == 0 ? 1 : 0,
            Checkpoints = faults.Count == 0 ? 1 : 0,
            Newest = faults.Count == 0 ? checkpoint : null,
            Faults = faults.Kept,
            FaultCount = faults.Count,
        };
    }
}
