using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Sallyport.Tenancy;

namespace Sallyport.Retrieval.Index;

/// <summary>What a text is found by, as keyed hashes: equal terms of one tenant are equal, and without the tenant's vault nobody can tell which words they are.</summary>
internal static class Terms
{
    /// <summary>The longest text, in UTF-16 code units: far above any chunk or question.</summary>
    public const int MaxTextLength = 1 << 20;

    private const string Purpose = "retrieval.terms";
    private const int MaxOnStack = 256;

    /// <summary>The terms of a text, in ascending order of their hashes. Reading them in another way one day means to index every document anew.</summary>
    /// <param name="vault">The tenant's.</param>
    /// <param name="text">A chunk or a question; lone surrogates are read as U+FFFD.</param>
    /// <exception cref="ArgumentException">It is longer than <see cref="MaxTextLength"/>.</exception>
    /// <exception cref="ObjectDisposedException">The vault is closed or its key was destroyed.</exception>
    public static TermCount[] Of(TenantVault vault, string text)
    {
        if (text.Length > MaxTextLength)
        {
            throw new ArgumentException($"A text to be indexed has at most {MaxTextLength} characters.", nameof(text));
        }

        var tally = new TermTally();
        TermReader.Read(text, tally);
        var terms = new TermCount[tally.Counts.Count];
        var at = 0;
        foreach (var (term, count) in tally.Counts)
        {
            terms[at++] = new(Hash(vault, term), (ushort)Math.Min(count, ushort.MaxValue));
        }

        Array.Sort(terms, static (a, b) => a.Term.CompareTo(b.Term));
        return terms;
    }

    private static ulong Hash(TenantVault vault, string term)
    {
        var most = Encoding.UTF8.GetMaxByteCount(term.Length);
        Span<byte> bytes = most <= MaxOnStack ? stackalloc byte[MaxOnStack] : new byte[most];
        Span<byte> digest = stackalloc byte[HMACSHA256.HashSizeInBytes];
        vault.Digest(Purpose, bytes[..Encoding.UTF8.GetBytes(term, bytes)], digest);
        return BinaryPrimitives.ReadUInt64LittleEndian(digest);
    }
}
