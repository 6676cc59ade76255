using Sallyport.Tenancy;

namespace Sallyport.Ledger;

/// <summary>
/// Computes roots and proofs of one tenant's tree from stored hashes. A proof reads at most two blocks of 256 hashes for
/// each eight levels of the tree.
/// </summary>
internal sealed class MerkleProver(ILedgerStore store, TenantId tenant)
{
    private const int Block = 1 << MerkleFrontier.LevelHeight;

    private readonly Dictionary<(int Level, long Block), byte[]> _blocks = [];

    public Task<byte[][]> InclusionAsync(long index, long size, CancellationToken cancellationToken) =>
        HashesAsync(MerkleRange.Inclusion(index, size), cancellationToken);

    public Task<byte[][]> ConsistencyAsync(long first, long second, CancellationToken cancellationToken) =>
        HashesAsync(MerkleRange.Consistency(first, second), cancellationToken);

    public async Task<byte[]> RootAsync(long size, CancellationToken cancellationToken) =>
        size == 0 ? MerkleHash.Empty() : await HashAsync(new MerkleRange(0, size), cancellationToken).ConfigureAwait(false);

    private async Task<byte[][]> HashesAsync(List<MerkleRange> ranges, CancellationToken cancellationToken)
    {
        var hashes = new byte[ranges.Count][];
        for (var i = 0; i < hashes.Length; i++)
        {
            hashes[i] = await HashAsync(ranges[i], cancellationToken).ConfigureAwait(false);
        }

        return hashes;
    }

    private async Task<byte[]> HashAsync(MerkleRange range, CancellationToken cancellationToken)
    {
        var parts = new List<byte[]>();
        foreach (var (height, index) in range.CompleteSubtrees())
        {
            parts.Add(await SubtreeAsync(height, index, cancellationToken).ConfigureAwait(false));
        }

        var hash = parts[^1].ToArray();
        for (var i = parts.Count - 2; i >= 0; i--)
        {
            MerkleHash.Node(parts[i], hash, hash);
        }

        return hash;
    }

    private async ValueTask<byte[]> SubtreeAsync(int height, long index, CancellationToken cancellationToken)
    {
        var level = height / MerkleFrontier.LevelHeight;
        var above = height % MerkleFrontier.LevelHeight;
        var first = index << above;
        var count = 1 << above;
        var block = await BlockAsync(level, first / Block, cancellationToken).ConfigureAwait(false);
        var offset = (int)(first % Block) * MerkleHash.Size;
        if (block.Length < offset + (count * MerkleHash.Size))
        {
            throw new InvalidDataException($"The ledger of {tenant} lacks hashes at level {level} from {first} on.");
        }

        var hashes = block.AsSpan(offset, count * MerkleHash.Size).ToArray();
        for (; count > 1; count /= 2)
        {
            for (var i = 0; i < count / 2; i++)
            {
                var pair = hashes.AsSpan(i * 2 * MerkleHash.Size);
                MerkleHash.Node(pair[..MerkleHash.Size], pair[MerkleHash.Size..(2 * MerkleHash.Size)], hashes.AsSpan(i * MerkleHash.Size, MerkleHash.Size));
            }
        }

        return hashes[..MerkleHash.Size];
    }

    private async ValueTask<byte[]> BlockAsync(int level, long block, CancellationToken cancellationToken)
    {
        // A block that was short when it was first read may have grown, so a prover serves one size's proofs, not a lifetime.
        if (!_blocks.TryGetValue((level, block), out var hashes))
        {
            hashes = await store.ReadHashesAsync(tenant, level, block * Block, Block, cancellationToken).ConfigureAwait(false);
            _blocks[(level, block)] = hashes;
        }

        return hashes;
    }
}
