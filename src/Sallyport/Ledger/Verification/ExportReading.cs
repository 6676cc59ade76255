using System.Security.Cryptography;

namespace Sallyport.Ledger.Verification;

/// <summary>One pass over an export's lines, keeping only the tree's right edge and the checkpoints. Each change of a file is told once, as what it was; what only follows from it is not.</summary>
internal sealed class ExportReading
{
    private readonly VerifierKey _key;
    private readonly IReadOnlyList<SignedCheckpoint> _held;
    private readonly LeafAccumulator _tree = new();
    private readonly EntryPlaces _places;
    private readonly CheckpointComparison _checkpoints;
    private readonly HashSet<string> _foreign = new(StringComparer.Ordinal);
    private ExportHeader? _header;
    private ExportedEntry? _entry;
    private byte[]? _awaitsProof;
    private long _position;
    private long _entries;
    private long _unproven;
    private long _firstUnproven;
    private long _strayProofs;
    private int _unsigned;
    private int _unknownFirst;
    private bool _began;
    private bool _stopped;

    public ExportReading(VerifierKey key, IReadOnlyList<SignedCheckpoint> held)
    {
        (_key, _held) = (key, held);
        _places = new(Faults);
        _checkpoints = new(Faults);
    }

    public FaultList Faults { get; } = new();

    private bool IsWhole => _header is { From: 0 };

    // Where the entry that was read last says that it stands, else where it does: what its proof and its payloads are told by.
    private long Place => _entry?.Index ?? (_position - 1 + _places.Shift);

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
        else if (line.Span.StartsWith("{\"entry\":"u8) && line.Span.EndsWith((byte)'}'))
        {
            ReadEntry(line["{\"entry\":".Length..^1]);
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
            ReadUnknown();
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
            Conclude(_header);
        }

        return new LedgerVerification
        {
            Tenant = _header?.Tenant,
            From = _header?.From ?? 0,
            Entries = _entries,
            Checkpoints = _checkpoints.Sound.Count,
            HeldCheckpoints = _checkpoints.HeldSound,
            Newest = _checkpoints.Sound.MaxBy(static c => (c.Epoch, c.Size)),
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

        _position = _header.From;
    }

    private void ReadCheckpoint(ReadOnlyMemory<byte> line)
    {
        if (_began || _checkpoints.IsFull || !ExportLine.TryReadCheckpoint(line, out var note, out var consistency))
        {
            _unsigned++;
            Faults.Add(LedgerFaultKind.Malformed, _position, "A checkpoint's line is malformed or stands after entries.");
        }
        else if (!SignedCheckpoint.TryRead(note, _key, out var checkpoint))
        {
            if (_unsigned++ == 0)
            {
                Faults.Add(LedgerFaultKind.Signature, null, "A checkpoint of the file is not signed by this key, or was altered.");
            }
        }
        else if (checkpoint.Tenant != _header!.Tenant)
        {
            _unsigned++;
            TellForeign(LedgerFaultKind.Signature, null, checkpoint.Tenant, "A checkpoint");
        }
        else
        {
            _checkpoints.Add(checkpoint, consistency);
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
        _checkpoints.AddHeld(_held, _header!.Tenant);
        if (IsWhole)
        {
            _checkpoints.Compare(_tree);
        }
        else
        {
            _checkpoints.CompareParts();
        }
    }

    private void ReadEntry(ReadOnlyMemory<byte> bytes)
    {
        Begin();
        MissProof();
        _entries++;
        var place = _position + _places.Shift;
        if (!ExportedEntry.TryRead(bytes, out _entry))
        {
            Faults.Add(LedgerFaultKind.ForeignEntry, place, "The entry is not in the form of one.");
        }
        else if (_entry.Tenant != _header!.Tenant)
        {
            TellForeign(LedgerFaultKind.ForeignEntry, place, _entry.Tenant, "An entry");
        }

        TakeUnknownFirst();
        _places.Take(_position, _entry?.Index);
        if (_entry is { OutsideSize: { } size, OutsideRoot: { } root })
        {
            _checkpoints.AddOutside(size, root, _position);
        }

        _position++;
        var leaf = ProofCheck.LeafHash(bytes.Span);
        if (IsWhole)
        {
            _tree.Add(leaf);
            _checkpoints.Compare(_tree);
        }
        else
        {
            _awaitsProof = leaf;
        }
    }

    // A line that is no longer what it was takes that one's place, so that those behind it are not told too.
    private void ReadUnknown()
    {
        Faults.Add(LedgerFaultKind.Malformed, _position + _places.Shift, "A line is none of the format's.");
        if (!_began)
        {
            // A checkpoint, or one of the first entries: the first that can be read tells.
            _unsigned++;
            _unknownFirst++;
        }
        else if (_awaitsProof is not null)
        {
            _awaitsProof = null;
        }
        else
        {
            _entry = null;
            _places.Take(_position, null);
            _position++;
        }
    }

    private void TakeUnknownFirst()
    {
        for (; _unknownFirst > 0 && _entry?.Index > _position; _unknownFirst--)
        {
            _places.Take(_position, null);
            _position++;
        }

        _unknownFirst = 0;
    }

    private void ReadInclusion(ReadOnlyMemory<byte> line)
    {
        var leaf = _awaitsProof;
        _awaitsProof = null;
        if (!ExportLine.TryReadInclusion(line, out var proof))
        {
            Faults.Add(LedgerFaultKind.Malformed, Place, "An inclusion proof is malformed.");
        }
        else if (leaf is null)
        {
            if (_entry is not null && _strayProofs++ == 0)
            {
                Faults.Add(LedgerFaultKind.Malformed, Place, "An inclusion proof follows no entry that needs one.");
            }
        }
        else if (_entry is not null && _checkpoints.Last?.Checkpoint is { } last && last.Size == _header!.Size
            && !ProofCheck.Includes(Place, last.Size, leaf, proof, last.Root))
        {
            Faults.Add(LedgerFaultKind.Proof, Place, "The entry is not proven to stand there in the ledger that the last checkpoint fixes.");
        }
    }

    private void MissProof()
    {
        if (_awaitsProof is not null)
        {
            _awaitsProof = null;
            _firstUnproven = _unproven++ == 0 ? Place : _firstUnproven;
        }
    }

    private void ReadPayload(ReadOnlyMemory<byte> line)
    {
        if (!ExportLine.TryReadPayload(line, out var name, out var opening))
        {
            Faults.Add(LedgerFaultKind.Malformed, Place, "A payload is malformed.");
        }
        else if (_entry is null && _entries == 0)
        {
            Faults.Add(LedgerFaultKind.Malformed, Place, "A payload follows no entry.");
        }
        else if (_entry is not null && _entry.Commitments.GetValueOrDefault(name) != Convert.ToHexStringLower(SHA256.HashData(opening)))
        {
            Faults.Add(LedgerFaultKind.Payload, Place, "A payload is not what its entry commits to.");
        }
    }

    private void Conclude(ExportHeader header)
    {
        if (_unproven > 0)
        {
            Faults.Add(LedgerFaultKind.Proof, _firstUnproven, _unproven == 1 ? "The entry has no inclusion proof." : $"{_unproven} entries from here on have no inclusion proof.");
        }

        var isExplained = Faults.Count > 0 && (_places.IsBroken || _unsigned > 0 || _foreign.Count > 0);
        if (_position + _places.Shift != header.Size && _unsigned == 0 && !_places.EndsBroken(_position))
        {
            isExplained = true;
            Faults.Add(LedgerFaultKind.Missing, _position, $"The file says that the ledger goes to {header.Size}; its entries end at {_position}.");
        }

        _checkpoints.Conclude(IsWhole, _position, isExplained);
    }

    private void TellForeign(LedgerFaultKind kind, long? index, string tenant, string what)
    {
        if (_foreign.Count < 1000 && _foreign.Add(tenant))
        {
            Faults.Add(kind, index, $"{what} is of another ledger, {tenant}, than the file's first line says.");
        }
    }
}
