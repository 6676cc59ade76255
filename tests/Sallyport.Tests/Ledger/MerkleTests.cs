using CsCheck;
using Sallyport.Ledger;
using Sallyport.Ledger.Verification;
using Sallyport.Tenancy;
using Sallyport.TestKit.Ledger;
using Xunit;

namespace Sallyport.Tests.Ledger;

public sealed class MerkleTests
{
    // The eight leaves and roots that certificate transparency's own implementations test against.
    private static readonly string[] Leaves =
        ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"];

    private static readonly string[] Roots =
    [
        "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
        "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
        "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
        "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
        "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
        "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
    ];

    [Fact]
    public void Root_OfThePublishedLeaves_IsThePublishedOne()
    {
        var frontier = new MerkleFrontier();
        var empty = Convert.ToHexStringLower(frontier.Root());
        var roots = new List<string>();

        foreach (var leaf in Leaves)
        {
            frontier.Append(MerkleHash.Leaf(Convert.FromHexString(leaf)));
            roots.Add(Convert.ToHexStringLower(frontier.Root()));
        }

        Assert.Equal("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855", empty);
        Assert.Equal(Roots, roots);
        Assert.Equal(Roots[^1], Convert.ToHexStringLower(NaiveTree.Root([.. Leaves.Select(Convert.FromHexString)])));
    }

    [Fact]
    public void Frontier_RestoredAnywhere_GrowsToTheSameRoot()
    {
        Gen.Int[0, 600].Sample(
            size =>
            {
                var leaves = LeavesOf(size);
                var frontier = new MerkleFrontier();
                foreach (var leaf in leaves)
                {
                    frontier = MerkleFrontier.Restore(frontier.Size, frontier.ToBytes());
                    frontier.Append(MerkleHash.Leaf(leaf));
                }

                Assert.Equal(NaiveTree.Root(leaves), frontier.Root());
            },
            iter: 30);
    }

    [Theory]
    [InlineData(0, 3)]
    [InlineData(1, 0)]
    [InlineData(-1, 0)]
    public void Frontier_HashesThatDoNotFit_AreRefused(long size, int hashes)
    {
        Assert.Throws<InvalidDataException>(() => MerkleFrontier.Restore(size, new byte[hashes * 32]));
    }

    [Fact]
    public async Task Proofs_FromStoredHashes_AreTheNaiveOnesAndHold()
    {
        var (store, tenant, leaves) = await StoreWith(1100);
        var prover = new MerkleProver(store, tenant);

        await Gen.Select(Gen.Int[1, 1100], Gen.Int[0, 1099], Gen.Int[0, 1100]).SampleAsync(
            async (size, at, before) =>
            {
                var (index, first) = (at % size, before % (size + 1));
                List<byte[]> tree = [.. leaves.Take(size)];
                var root = NaiveTree.Root(tree);
                var firstRoot = NaiveTree.Root([.. leaves.Take(first)]);

                var inclusion = await prover.InclusionAsync(index, size, Cancellation);
                var consistency = await prover.ConsistencyAsync(first, size, Cancellation);

                Assert.Equal(root, await prover.RootAsync(size, Cancellation));
                Assert.Equal(NaiveTree.Path(index, tree), inclusion);
                Assert.Equal(first == 0 ? [] : NaiveTree.Consistency(first, tree), consistency);
                Assert.True(ProofCheck.Includes(index, size, ProofCheck.LeafHash(tree[index]), inclusion, root));
                Assert.True(ProofCheck.Extends(first, firstRoot, size, root, consistency));
            },
            iter: 150,
            threads: 1);
    }

    [Fact]
    public async Task Proofs_OfALargeTree_CrossTheStoredLevels()
    {
        var store = new MemoryLedgerStore();
        var tenant = TenantId.New();
        var frontier = new MerkleFrontier();
        var rows = new List<LedgerRow>();
        var nodes = new List<MerkleNode>();
        for (var i = 0; i < 70_000; i++)
        {
            var leaf = MerkleHash.Leaf(BitConverter.GetBytes(i));
            frontier.Append(leaf, nodes);
            rows.Add(new LedgerRow(i, 0, "exchange", null, BitConverter.GetBytes(i), leaf, []));
        }

        await using (var round = await store.BeginRoundAsync([tenant], Cancellation))
        {
            await round.CommitAsync([new LedgerAppend(new LedgerHead(tenant, frontier.Size, frontier.ToBytes(), 1, 0, 0), rows, nodes)], Cancellation);
        }

        foreach (var (index, size, first) in new[] { (0L, 70_000L, 65_536L), (69_999, 70_000, 69_000), (65_535, 65_536, 1), (12_345, 66_000, 65_537) })
        {
            var prover = new MerkleProver(store, tenant);
            var (root, firstRoot) = (await prover.RootAsync(size, Cancellation), await prover.RootAsync(first, Cancellation));

            var inclusion = await prover.InclusionAsync(index, size, Cancellation);
            var consistency = await prover.ConsistencyAsync(first, size, Cancellation);

            Assert.True(ProofCheck.Includes(index, size, rows[(int)index].LeafHash, inclusion, root));
            Assert.True(ProofCheck.Extends(first, firstRoot, size, root, consistency));
        }

        Assert.Equal(frontier.Root(), await new MerkleProver(store, tenant).RootAsync(70_000, Cancellation));
        Assert.Contains(nodes, static n => n.Level == 2);
    }

    [Fact]
    public void Proof_WithOneBitFlipped_DoesNotHold()
    {
        Gen.Select(Gen.Int[2, 300], Gen.Int[0, 299], Gen.Int[0, 1000], Gen.Int[0, 255]).Sample(
            (size, at, which, bit) =>
            {
                var leaves = LeavesOf(size);
                var (index, first) = (at % size, (at % (size - 1)) + 1);
                var (root, firstRoot) = (NaiveTree.Root(leaves), NaiveTree.Root([.. leaves.Take(first)]));
                var inclusion = NaiveTree.Path(index, leaves);
                var consistency = NaiveTree.Consistency(first, leaves);
                Assert.True(ProofCheck.Extends(first, firstRoot, size, root, consistency));

                inclusion[which % inclusion.Length][bit / 8] ^= (byte)(1 << (bit % 8));
                consistency[which % consistency.Length][bit / 8] ^= (byte)(1 << (bit % 8));

                Assert.False(ProofCheck.Includes(index, size, ProofCheck.LeafHash(leaves[index]), inclusion, root));
                Assert.False(ProofCheck.Extends(first, firstRoot, size, root, consistency));
            },
            iter: 200);
    }

    [Fact]
    public void Inclusion_OfAnotherPlaceOrSize_DoesNotHold()
    {
        var leaves = LeavesOf(21);
        var proof = NaiveTree.Path(7, leaves);
        var (leaf, root) = (ProofCheck.LeafHash(leaves[7]), NaiveTree.Root(leaves));

        Assert.True(ProofCheck.Includes(7, 21, leaf, proof, root));
        Assert.False(ProofCheck.Includes(6, 21, leaf, proof, root));
        Assert.False(ProofCheck.Includes(7, 8, leaf, proof, root));
        Assert.False(ProofCheck.Includes(21, 21, leaf, proof, root));
        Assert.False(ProofCheck.Includes(7, 21, leaf, [.. proof, proof[0]], root));
        Assert.False(ProofCheck.Includes(7, 21, leaf, proof[..^1], root));
        Assert.False(ProofCheck.Includes(-1, 21, leaf, proof, root));
        Assert.False(ProofCheck.Includes(7, 21, leaf, [.. proof[..^1], [1, 2, 3]], root));
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private static List<byte[]> LeavesOf(int count) => [.. Enumerable.Range(0, count).Select(static i => BitConverter.GetBytes(i * 7919))];

    private static async Task<(MemoryLedgerStore Store, TenantId Tenant, List<byte[]> Leaves)> StoreWith(int count)
    {
        var store = new MemoryLedgerStore();
        var tenant = TenantId.New();
        var leaves = LeavesOf(count);
        var frontier = new MerkleFrontier();
        var nodes = new List<MerkleNode>();
        var rows = new List<LedgerRow>();
        foreach (var leaf in leaves)
        {
            var hash = MerkleHash.Leaf(leaf);
            frontier.Append(hash, nodes);
            rows.Add(new LedgerRow(rows.Count, 0, "exchange", null, leaf, hash, []));
        }

        await using var round = await store.BeginRoundAsync([tenant], Cancellation);
        await round.CommitAsync([new LedgerAppend(new LedgerHead(tenant, count, frontier.ToBytes(), 1, 0, 0), rows, nodes)], Cancellation);
        return (store, tenant, leaves);
    }
}
