using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Sallyport.Retrieval.Index;

/// <summary>Some documents of an index, built once and never changed but for being wiped.</summary>
internal sealed class IndexSegment(SegmentDocument[] documents, VectorBlock vectors, int[] ordinals, float[] lengths, PostingTable postings)
{
    // Roughly, of an IndexedDocument with its strings.
    private const int BytesOfDocument = 400;

    // What rounds a block up to a cache line, and the last start of the postings.
    private const int BytesOfSegment = 128;

    /// <summary>Its documents, in the order of their rows.</summary>
    public SegmentDocument[] Documents => documents;

    /// <summary>A vector for each row.</summary>
    public VectorBlock Vectors => vectors;

    /// <summary>For each row the chunk's place in its document.</summary>
    public int[] Ordinals => ordinals;

    /// <summary>For each row the terms of the chunk, each as often as it occurs.</summary>
    public float[] Lengths => lengths;

    /// <summary>The rows of each term.</summary>
    public PostingTable Postings => postings;

    /// <summary>Its chunks.</summary>
    public int Rows => ordinals.Length;

    /// <summary>What it takes; the documents' attributes are estimated.</summary>
    public long Bytes => vectors.Bytes + postings.Bytes + ((sizeof(int) + sizeof(float)) * (long)Rows) + ((long)documents.Length * BytesOfDocument);

    /// <summary>What a segment of one document takes at most: each term counted as one that no other chunk holds.</summary>
    public static long MostBytes(long rows, long terms, int stride) =>
        (rows * ((stride * sizeof(float)) + sizeof(int) + sizeof(float))) + (terms * (sizeof(ulong) + sizeof(int) + sizeof(uint))) + BytesOfDocument + BytesOfSegment;

    /// <summary>The document of a row.</summary>
    public SegmentDocument DocumentOf(int row)
    {
        var (low, high) = (0, documents.Length - 1);
        while (low < high)
        {
            var middle = (low + high + 1) / 2;
            (low, high) = documents[middle].FirstRow <= row ? (middle, high) : (low, middle - 1);
        }

        return documents[low];
    }

    /// <summary>Wipes what is left of a document that no reader looks for any more. Its neighbours may be read meanwhile.</summary>
    public void Wipe(int document)
    {
        var (_, first, rows, _) = documents[document];
        vectors.Wipe(first, rows);
        lengths.AsSpan(first, rows).Clear();
        postings.Wipe(first, rows);
    }

    /// <summary>Wipes everything, once nobody reads any more.</summary>
    public void Wipe()
    {
        vectors.Wipe();
        postings.Wipe();
        CryptographicOperations.ZeroMemory(MemoryMarshal.AsBytes(lengths.AsSpan()));
    }
}
