using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Sallyport.Retrieval.Index;

/// <summary>
/// For each term the rows that hold it, in memory that the collector neither moves nor copies. A posting is a row and a count in 32 bits: BM25 saturates, so that
/// 255 stands for any more.
/// </summary>
internal sealed class PostingTable
{
    /// <summary>The most rows, so that none looks like <see cref="Wiped"/>.</summary>
    public const int MaxRows = (1 << RowBits) - 1;

    /// <summary>What stands where a posting was.</summary>
    public const uint Wiped = uint.MaxValue;

    private const int CountBits = 8;
    private const int RowBits = 32 - CountBits;
    private const int MaxCount = (1 << CountBits) - 1;

    private readonly ulong[] _terms;
    private readonly int[] _starts;
    private readonly uint[] _postings;

    private PostingTable(ulong[] terms, int[] starts, uint[] postings)
    {
        _terms = terms;
        _starts = starts;
        _postings = postings;
    }

    /// <summary>The postings, of wiped rows too.</summary>
    public int Count => _postings.Length;

    /// <summary>What it takes.</summary>
    public long Bytes => ((long)_terms.Length * sizeof(ulong)) + ((long)_starts.Length * sizeof(int)) + ((long)_postings.Length * sizeof(uint));

    /// <summary>The arrays, for those who look whether they were wiped.</summary>
    internal (ReadOnlyMemory<ulong> Terms, ReadOnlyMemory<uint> Postings) Raw => (_terms, _postings);

    /// <summary>Makes a posting.</summary>
    public static uint Posting(int row, int count) => ((uint)row << CountBits) | (uint)Math.Min(count, MaxCount);

    /// <summary>The row of a posting; that of a wiped one is beyond all rows.</summary>
    public static int RowOf(uint posting) => (int)(posting >> CountBits);

    /// <summary>The count of a posting.</summary>
    public static int CountOf(uint posting) => (int)(posting & MaxCount);

    /// <summary>Builds the table.</summary>
    /// <param name="terms">The term of each posting, each pair of term and row once. Left sorted; it is the caller's, to wipe.</param>
    /// <param name="postings">A pinned array, which becomes the table's own.</param>
    public static PostingTable Build(Span<ulong> terms, uint[] postings)
    {
        terms.Sort(postings.AsSpan());
        var distinct = terms.IsEmpty ? 0 : 1;
        for (var i = 1; i < terms.Length; i++)
        {
            distinct += terms[i] != terms[i - 1] ? 1 : 0;
        }

        var (names, starts) = (GC.AllocateArray<ulong>(distinct, pinned: true), GC.AllocateArray<int>(distinct + 1, pinned: true));
        var at = 0;
        for (var begin = 0; begin < terms.Length;)
        {
            var end = begin + 1;
            while (end < terms.Length && terms[end] == terms[begin])
            {
                end++;
            }

            // In the order of rows, as memory is read fastest.
            postings.AsSpan(begin..end).Sort();
            (names[at], starts[at]) = (terms[begin], begin);
            at++;
            begin = end;
        }

        starts[distinct] = terms.Length;
        return new(names, starts, postings);
    }

    /// <summary>The postings of a term.</summary>
    public ReadOnlySpan<uint> Find(ulong term)
    {
        var at = _terms.AsSpan().BinarySearch(term);
        return at < 0 ? [] : _postings.AsSpan(_starts[at], _starts[at + 1] - _starts[at]);
    }

    /// <summary>Writes the postings of rows that are kept, under their new numbers.</summary>
    /// <param name="newRows">For each row its new number; negative where it is dropped.</param>
    /// <param name="terms">Where the terms go.</param>
    /// <param name="postings">Where the postings go, beside them.</param>
    /// <returns>How many were written.</returns>
    public int CopyTo(ReadOnlySpan<int> newRows, Span<ulong> terms, Span<uint> postings)
    {
        var written = 0;
        for (var at = 0; at < _terms.Length; at++)
        {
            foreach (var posting in _postings.AsSpan(_starts[at], _starts[at + 1] - _starts[at]))
            {
                if (posting != Wiped && newRows[RowOf(posting)] is >= 0 and var row)
                {
                    (terms[written], postings[written]) = (_terms[at], Posting(row, CountOf(posting)));
                    written++;
                }
            }
        }

        return written;
    }

    /// <summary>Removes the postings of rows that no reader looks for any more. Others may be read meanwhile.</summary>
    public void Wipe(int firstRow, int rows)
    {
        foreach (ref var posting in _postings.AsSpan())
        {
            if (posting != Wiped && (uint)(RowOf(posting) - firstRow) < (uint)rows)
            {
                posting = Wiped;
            }
        }
    }

    /// <summary>Zeroes everything, once nobody reads any more.</summary>
    public void Wipe()
    {
        CryptographicOperations.ZeroMemory(MemoryMarshal.AsBytes(_terms.AsSpan()));
        CryptographicOperations.ZeroMemory(MemoryMarshal.AsBytes(_starts.AsSpan()));
        CryptographicOperations.ZeroMemory(MemoryMarshal.AsBytes(_postings.AsSpan()));
    }
}
