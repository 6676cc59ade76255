using System.Security.Cryptography;

namespace Sallyport.Ledger.Verification;

/// <summary>One pass over an export's lines, keeping only the tree's right edge and the checkpoints.</summary>
internal sealed class ExportReading(VerifierKey key, IReadOnlyList<SignedCheckpoint> held)
{
    private const int MostCheckpoints = 4_000_000;

    private static ReadOnlySpan<byte> EntryStart => "{\"entry\":"u8;

    private readonly LeafAccumulator _tree = new();
    private readonly List<HeldAgainst> _checkpoints = [];
    private readonly List<(long Size, string Root, long Entry)> _outside = [];
    private readonly List<SignedCheckpoint> _sound = [];

    // Judged at the end, when it is known which losses the ledger itself tells of.
    private readonly List<(HeldAgainst Checkpoint, string Detail)> _rejected = [];
    private ExportHeader? _header;
    private HeldAgainst? _last;
    private ExportedEntry? _entry;
    private byte[]? _awaitsProof;
    private long _expected;
    private long _entries;
    private long _soundTo;
    private int _next;
    private int _heldSound;
    private bool _began;
    private bool _stopped;

    public FaultList Faults { get; } = new();

    private bool IsWhole => _header is { From: 0 };

    public void Line(ReadOnlyMemory<byte> line)
    {
        if (_stopped)
        {
            return;
        }

        if (_header is null)
        {
            ReadHeader(line);
        }
        else if (line.Span.StartsWith(EntryStart) && line.Span.EndsWith((byte)'}'))
        {
            ReadEntry(line[EntryStart.Length..^1]);
        }
        else if (line.Span.StartsWith("{\"checkpoint\":"u8))
        {
            ReadCheckpoint(line);
        }
        else if (line.Span.StartsWith("{\"inclusion\":"u8))
        {
            ReadInclusion(line);
        }
        else if (line.Span.StartsWith("{\"payload\":"u8))
        {
            ReadPayload(line);
        }
        else
        {
            Faults.Add(LedgerFaultKind.Malformed, _expected, "A line is none of the format's.");
        }
    }

    public LedgerVerification Finish()
    {
        if (_header is null)
        {
            if (!_stopped && Faults.Count == 0)
            {
                Faults.Add(LedgerFaultKind.Malformed, null, "The file is empty.");
            }
        }
        else
        {
            Begin();
            MissProof();
            if (_expected != _header.Size)
            {
                Faults.Add(LedgerFaultKind.Missing, _expected, $"The file says that the ledger goes to {_header.Size}; its entries end at {_expected}.");
            }

            Conclude();
        }

        return new LedgerVerification
        {
            Tenant = _header?.Tenant,
            From = _header?.From ?? 0,
            Entries = _entries,
            Checkpoints = _sound.Count,
            HeldCheckpoints = _heldSound,
            Newest = _sound.MaxBy(static c => (c.Epoch, c.Size)),
            Faults = Faults.Kept,
            FaultCount = Faults.Count,
        };
    }

    private void ReadHeader(ReadOnlyMemory<byte> line)
    {
        if (!ExportLine.TryReadHeader(line, out _header))
        {
            _header = null;
            _stopped = true;
            Faults.Add(LedgerFaultKind.Malformed, null, "The first line is not the header of an exported ledger of the form sallyport.ledger/1.");
            return;
        }

        _expected = _header.From;
    }

    private void ReadCheckpoint(ReadOnlyMemory<byte> line)
    {
        if (_began || _checkpoints.Count >= MostCheckpoints || !ExportLine.TryReadCheckpoint(line, out var note, out var consistency))
        {
            Faults.Add(LedgerFaultKind.Malformed, _expected, "A checkpoint's line is malformed or stands after entries.");
        }
        else if (!SignedCheckpoint.TryRead(note, key, out var checkpoint) || checkpoint.Tenant != _header!.Tenant)
        {
            Faults.Add(LedgerFaultKind.Signature, null, $"Checkpoint {_checkpoints.Count} is not this ledger's, or not signed by this key.");
        }
        else
        {
            _last = new HeldAgainst(checkpoint, false, consistency);
            _checkpoints.Add(_last);
        }
    }

    // Once the checkpoints are known, they wait in the order of their sizes for the tree to reach them.
    private void Begin()
    {
        if (_began)
        {
            return;
        }

        _began = true;
        foreach (var checkpoint in held)
        {
            if (checkpoint.Tenant == _header!.Tenant)
            {
                _checkpoints.Add(new HeldAgainst(checkpoint, true, null));
            }
        }

        if (held.Count > 0 && !_checkpoints.Exists(static c => c.IsHeld))
        {
            Faults.Add(LedgerFaultKind.Unchecked, null, "None of the held checkpoints is of this ledger.");
        }

        if (IsWhole)
        {
            _checkpoints.Sort(static (a, b) => a.Checkpoint.Size.CompareTo(b.Checkpoint.Size));
            Compare();
        }
        else
        {
            CompareParts();
        }
    }

    private void ReadEntry(ReadOnlyMemory<byte> bytes)
    {
        Begin();
        MissProof();
        _entries++;
        if (!ExportedEntry.TryRead(bytes, out _entry) || _entry.Tenant != _header!.Tenant)
        {
            Faults.Add(LedgerFaultKind.ForeignEntry, _expected, "The entry is not one of this ledger, or not in canonical form.");
        }
        else if (_entry.Index != _expected)
        {
            Faults.Add(LedgerFaultKind.OutOfPlace, _expected, $"The entry at {_expected} says that it stands at {_entry.Index}.");
        }

        if (_entry is { OutsideSize: { } size, OutsideRoot: { } root })
        {
            _outside.Add((size, root, _expected));
        }

        _expected++;
        var leaf = ProofCheck.LeafHash(bytes.Span);
        if (IsWhole)
        {
            _tree.Add(leaf);
            Compare();
        }
        else
        {
            _awaitsProof = leaf;
        }
    }

    private void ReadInclusion(ReadOnlyMemory<byte> line)
    {
        var leaf = _awaitsProof;
        _awaitsProof = null;
        if (leaf is null || !ExportLine.TryReadInclusion(line, out var proof))
        {
            Faults.Add(LedgerFaultKind.Malformed, _expected - 1, "An inclusion proof is malformed or follows no entry.");
        }
        else if (_last is null || !ProofCheck.Includes(_expected - 1, _last.Checkpoint.Size, leaf, proof, _last.Checkpoint.Root))
        {
            Faults.Add(LedgerFaultKind.Proof, _expected - 1, "The entry is not proven to stand there in the ledger that the last checkpoint fixes.");
        }
    }

    private void MissProof()
    {
        if (_awaitsProof is not null)
        {
            _awaitsProof = null;
            Faults.Add(LedgerFaultKind.Proof, _expected - 1, "The entry has no inclusion proof.");
        }
    }

    private void ReadPayload(ReadOnlyMemory<byte> line)
    {
        if (_entry is null || !ExportLine.TryReadPayload(line, out var name, out var opening))
        {
            Faults.Add(LedgerFaultKind.Malformed, _expected - 1, "A payload is malformed or follows no entry.");
        }
        else if (_entry.Commitments.GetValueOrDefault(name) != Convert.ToHexStringLower(SHA256.HashData(opening)))
        {
            Faults.Add(LedgerFaultKind.Payload, _expected - 1, "A payload is not what its entry commits to.");
        }
    }

    private void Compare()
    {
        for (; _next < _checkpoints.Count && _checkpoints[_next].Checkpoint.Size == _tree.Size; _next++)
        {
            var checkpoint = _checkpoints[_next];
            if (_tree.Root().AsSpan().SequenceEqual(checkpoint.Checkpoint.Root))
            {
                Accept(checkpoint);
            }
            else
            {
                Reject(checkpoint, $"The first {_tree.Size} entries are not those that were signed; the first change is at or after {_soundTo}.");
            }
        }
    }

    // Of a part the tree can't be computed: the last checkpoint is taken as signed, and every other one must be proven to be its beginning.
    private void CompareParts()
    {
        foreach (var candidate in _checkpoints)
        {
            var same = _checkpoints.Find(c => c.Consistency is not null && c.Checkpoint.Size == candidate.Checkpoint.Size && c.Checkpoint.Epoch == candidate.Checkpoint.Epoch);
            var (checkpoint, proof) = (candidate.Checkpoint, candidate.Consistency ?? same?.Consistency);
            if (proof is null || _last is null)
            {
                Faults.Add(LedgerFaultKind.Unchecked, checkpoint.Size, "The file holds no proof for this checkpoint; export the whole ledger.");
            }
            else if (ProofCheck.Extends(checkpoint.Size, checkpoint.Root, _last.Checkpoint.Size, _last.Checkpoint.Root, proof))
            {
                Accept(candidate);
            }
            else
            {
                Reject(candidate, "The last checkpoint does not extend this one.");
            }
        }

        _next = _checkpoints.Count;
    }

    private void Accept(HeldAgainst checkpoint)
    {
        _soundTo = checkpoint.Checkpoint.Size;
        _sound.Add(checkpoint.Checkpoint);
        _heldSound += checkpoint.IsHeld ? 1 : 0;
    }

    private void Reject(HeldAgainst checkpoint, string detail)
    {
        var whose = checkpoint.IsHeld ? "Held checkpoint: " : "";
        _rejected.Add((checkpoint, whose + detail));
    }

    private void Conclude()
    {
        for (; _next < _checkpoints.Count; _next++)
        {
            var size = _checkpoints[_next].Checkpoint.Size;
            _rejected.Add((_checkpoints[_next], $"A {(_checkpoints[_next].IsHeld ? "held " : "")}checkpoint covers {size} entries; there are {_tree.Size}."));
        }

        foreach (var (rejected, detail) in _rejected)
        {
            var checkpoint = rejected.Checkpoint;
            var root = Convert.ToBase64String(checkpoint.Root);
            var told = _outside.Find(o => o.Size == checkpoint.Size && o.Root == root);
            var kind = told.Root is not null ? LedgerFaultKind.LostInRestore
                : IsWhole && checkpoint.Size > _tree.Size ? LedgerFaultKind.Missing
                : LedgerFaultKind.RootMismatch;
            Faults.Add(kind, checkpoint.Size, told.Root is null ? detail : $"Entries up to {checkpoint.Size} were lost when a backup was restored; entry {told.Entry} says so.");
        }

        var covered = _last?.Checkpoint.Size ?? 0;
        if (covered < _expected && _sound.TrueForAll(c => c.Size < _expected))
        {
            Faults.Add(LedgerFaultKind.Uncovered, covered, $"No checkpoint covers the entries from {covered} on.");
        }
    }
}
