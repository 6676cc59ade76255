namespace Sallyport.Ledger.Verification;

/// <summary>
/// Holds a ledger against its checkpoints. Roots are cumulative: once one does not hold, none behind it can, so that the first is told as the
/// cause and the rest are not told at all. Where entries themselves are out of order, that is the cause.
/// </summary>
internal sealed class CheckpointComparison(FaultList faults)
{
    private const int MostCheckpoints = 4_000_000;

    private readonly List<HeldAgainst> _checkpoints = [];
    private readonly List<(long Size, string Root, long Entry)> _outside = [];
    private readonly List<SignedCheckpoint> _sound = [];
    private readonly List<(HeldAgainst Checkpoint, string Detail)> _rejected = [];
    private int _next;

    /// <summary>The newest checkpoint of the file, or null.</summary>
    public HeldAgainst? Last { get; private set; }

    /// <summary>Whether there is room for another.</summary>
    public bool IsFull => _checkpoints.Count >= MostCheckpoints;

    /// <summary>Those that hold.</summary>
    public IReadOnlyList<SignedCheckpoint> Sound => _sound;

    /// <summary>How many of those were held outside.</summary>
    public int HeldSound { get; private set; }

    /// <summary>Adds a checkpoint of the file.</summary>
    public void Add(SignedCheckpoint checkpoint, IReadOnlyList<byte[]>? consistency)
    {
        Last = new HeldAgainst(checkpoint, false, consistency);
        _checkpoints.Add(Last);
    }

    /// <summary>Adds what the auditor holds, once the file's own are known. Those of other ledgers say nothing.</summary>
    public void AddHeld(IReadOnlyList<SignedCheckpoint> held, string tenant)
    {
        _checkpoints.AddRange(held.Where(checkpoint => checkpoint.Tenant == tenant).Select(static checkpoint => new HeldAgainst(checkpoint, true, null)));
        if (held.Count > 0 && !_checkpoints.Exists(static c => c.IsHeld))
        {
            faults.Add(LedgerFaultKind.Unchecked, null, "None of the held checkpoints is of this ledger.");
        }

        _checkpoints.Sort(static (a, b) => a.Checkpoint.Size.CompareTo(b.Checkpoint.Size));
    }

    /// <summary>Takes in what an epoch's first entry says was known outside.</summary>
    public void AddOutside(long size, string root, long entry) => _outside.Add((size, root, entry));

    /// <summary>Compares the checkpoints that the tree has grown to.</summary>
    public void Compare(LeafAccumulator tree)
    {
        for (; _next < _checkpoints.Count && _checkpoints[_next].Checkpoint.Size == tree.Size; _next++)
        {
            var checkpoint = _checkpoints[_next];
            if (tree.Root().AsSpan().SequenceEqual(checkpoint.Checkpoint.Root))
            {
                Accept(checkpoint);
            }
            else
            {
                var soundTo = _sound.Count == 0 ? 0 : _sound[^1].Size;
                _rejected.Add((checkpoint, soundTo < tree.Size
                    ? $"the entries are not those that were signed, and the first change is one of {soundTo} to {tree.Size - 1}."
                    : "the same entries are those of another checkpoint."));
            }
        }
    }

    // Of a part the tree can't be computed: the last checkpoint is taken as signed, and every other one must be proven to be its beginning.
    public void CompareParts()
    {
        long? unproven = null;
        foreach (var candidate in _checkpoints)
        {
            var same = _checkpoints.Find(c => c.Consistency is not null && c.Checkpoint.Size == candidate.Checkpoint.Size && c.Checkpoint.Epoch == candidate.Checkpoint.Epoch);
            var (checkpoint, proof) = (candidate.Checkpoint, candidate.Consistency ?? same?.Consistency);
            if (proof is null || Last is null)
            {
                unproven ??= checkpoint.Size;
            }
            else if (ProofCheck.Extends(checkpoint.Size, checkpoint.Root, Last.Checkpoint.Size, Last.Checkpoint.Root, proof))
            {
                Accept(candidate);
            }
            else
            {
                _rejected.Add((candidate, "the last checkpoint does not extend it."));
            }
        }

        _next = _checkpoints.Count;
        if (unproven is { } first)
        {
            faults.Add(LedgerFaultKind.Unchecked, first, "The file holds no proof for this checkpoint; export the whole ledger.");
        }
    }

    /// <summary>Tells what does not hold.</summary>
    /// <param name="isWhole">Whether the file holds the ledger from its first entry on.</param>
    /// <param name="count">The entries that are there, counted from the ledger's first.</param>
    /// <param name="isExplained">Whether a fault that was told already is why.</param>
    public void Conclude(bool isWhole, long count, bool isExplained)
    {
        for (; _next < _checkpoints.Count; _next++)
        {
            _rejected.Add((_checkpoints[_next], $"there are {count} entries."));
        }

        var soundTo = _sound.Count == 0 ? 0 : _sound.Max(static c => c.Size);
        foreach (var (rejected, detail) in _rejected.OrderBy(static r => r.Checkpoint.Checkpoint.Size).ThenByDescending(static r => r.Checkpoint.IsHeld))
        {
            var checkpoint = rejected.Checkpoint;
            var root = Convert.ToBase64String(checkpoint.Root);
            if (_outside.Find(o => o.Size == checkpoint.Size && o.Root == root) is { Root: not null } told)
            {
                faults.Add(LedgerFaultKind.LostInRestore, checkpoint.Size, $"Entries up to {checkpoint.Size} were lost when a backup was restored; entry {told.Entry} says so.");
                isExplained = true;
            }
            else if (checkpoint.Size < soundTo || !isExplained)
            {
                var kind = isWhole && checkpoint.Size > count ? LedgerFaultKind.Missing : LedgerFaultKind.RootMismatch;
                faults.Add(kind, checkpoint.Size, $"The {(rejected.IsHeld ? "checkpoint held outside" : "signed checkpoint")} of the first {checkpoint.Size} entries does not hold: {detail}");
                isExplained |= checkpoint.Size >= soundTo;
            }
        }

        var covered = Last?.Checkpoint.Size ?? 0;
        if (!isExplained && covered < count && _sound.TrueForAll(c => c.Size < count))
        {
            faults.Add(LedgerFaultKind.Uncovered, covered, $"No checkpoint covers the entries from {covered} on.");
        }
    }

    private void Accept(HeldAgainst checkpoint)
    {
        _sound.Add(checkpoint.Checkpoint);
        HeldSound += checkpoint.IsHeld ? 1 : 0;
    }
}
