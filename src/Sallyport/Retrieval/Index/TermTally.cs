using System.Runtime.InteropServices;

namespace Sallyport.Retrieval.Index;

/// <summary>The terms of a text with their counts, while it is read.</summary>
internal sealed class TermTally
{
    private readonly Dictionary<string, int> _counts = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> _lookup;

    /// <summary>Creates an empty one.</summary>
    public TermTally() => _lookup = _counts.GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>Each term with its count.</summary>
    public IReadOnlyDictionary<string, int> Counts => _counts;

    /// <summary>Counts a term once more.</summary>
    public void Add(ReadOnlySpan<char> term) => CollectionsMarshal.GetValueRefOrAddDefault(_lookup, term, out _)++;
}
