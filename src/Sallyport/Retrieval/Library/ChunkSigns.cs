using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Sallyport.Retrieval.Index;

namespace Sallyport.Retrieval.Library;

/// <summary>Seals and opens what a chunk is found by: its terms and its vector.</summary>
internal static class ChunkSigns
{
    private const string TermsWhat = "chunk.terms";
    private const string VectorWhat = "chunk.vector";
    internal const int TermLength = sizeof(ulong) + sizeof(ushort);

    /// <summary>Terms as they are kept, little-endian, under the file's own key.</summary>
    public static byte[] SealTerms(DocumentKey key, VectorStoreId store, long ordinal, bool isQuarantined, ReadOnlySpan<TermCount> terms)
    {
        var plain = new byte[terms.Length * TermLength];
        for (var i = 0; i < terms.Length; i++)
        {
            BinaryPrimitives.WriteUInt64LittleEndian(plain.AsSpan(i * TermLength), terms[i].Term);
            BinaryPrimitives.WriteUInt16LittleEndian(plain.AsSpan((i * TermLength) + sizeof(ulong)), terms[i].Count);
        }

        var box = key.Seal(plain, TermsWhat, ChunkBody.Place(store, ordinal, isQuarantined));
        CryptographicOperations.ZeroMemory(plain);
        return box;
    }

    /// <summary>A vector as it is kept, little-endian, under the file's own key; bound to the embedder that made it.</summary>
    public static byte[] SealVector(DocumentKey key, VectorStoreId store, long ordinal, string embedder, ReadOnlySpan<float> vector) =>
        key.Seal(MemoryMarshal.AsBytes(vector), VectorWhat, VectorPlace(store, ordinal, embedder));

    /// <summary>Opens what a chunk is found by; no vector where <paramref name="dimensions"/> is 0.</summary>
    /// <exception cref="CryptographicException">It was altered, or is another chunk's.</exception>
    public static ChunkEntry Open(DocumentKey key, VectorStoreId store, string embedder, int dimensions, SealedChunk chunk)
    {
        var plain = key.Open(chunk.SealedTerms, TermsWhat, ChunkBody.Place(store, chunk.Ordinal, chunk.IsQuarantined));
        var terms = new TermCount[plain.Length / TermLength];
        for (var i = 0; i < terms.Length; i++)
        {
            var at = plain.AsSpan(i * TermLength);
            terms[i] = new TermCount(BinaryPrimitives.ReadUInt64LittleEndian(at), BinaryPrimitives.ReadUInt16LittleEndian(at[sizeof(ulong)..]));
        }

        CryptographicOperations.ZeroMemory(plain);
        return new ChunkEntry((int)chunk.Ordinal, OpenVector(key, store, embedder, dimensions, chunk), terms, chunk.IsQuarantined);
    }

    private static float[] OpenVector(DocumentKey key, VectorStoreId store, string embedder, int dimensions, SealedChunk chunk)
    {
        // Pinned, so that whoever wipes it wipes the only copy.
        var vector = GC.AllocateArray<float>(dimensions, pinned: true);
        if (dimensions > 0 && chunk.SealedVector is { } box)
        {
            key.Open(box, VectorWhat, VectorPlace(store, chunk.Ordinal, embedder), MemoryMarshal.AsBytes(vector.AsSpan()));
        }

        return vector;
    }

    private static string VectorPlace(VectorStoreId store, long ordinal, string embedder) => $"{ChunkBody.Place(store, ordinal, isQuarantined: false)}/{embedder}";
}
