namespace Sallyport.Ledger;

/// <summary>The root hash of a complete subtree of 256 to the power of <paramref name="Level"/> leaves. Nodes between these levels are computed when a proof needs them.</summary>
/// <param name="Level">1 for 256 leaves, 2 for 65,536, and so on. Level 0, the leaves, lies beside the entries.</param>
/// <param name="Index">The subtree's place among those of its level, from 0.</param>
/// <param name="Hash">32 bytes.</param>
public sealed record MerkleNode(int Level, long Index, byte[] Hash);
