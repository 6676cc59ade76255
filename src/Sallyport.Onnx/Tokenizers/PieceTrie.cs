namespace Sallyport.Onnx.Tokenizers;

/// <summary>Pieces by their characters: walked from the root, a character at a time. A hash table of edges, so that a vocabulary of a quarter of a million pieces stays small.</summary>
internal sealed class PieceTrie
{
    /// <summary>Where each walk begins.</summary>
    public const int Root = 0;

    /// <summary>The longest piece, in UTF-16 code units.</summary>
    public const int LongestPiece = 256;

    private readonly Dictionary<ulong, int> _edges = [];
    private readonly List<int> _pieces = [-1];

    /// <summary>Adds a piece; one of the same characters that came before stays.</summary>
    public void Add(ReadOnlySpan<char> piece, int id)
    {
        var node = Root;
        foreach (var character in piece)
        {
            var edge = Edge(node, character);
            if (!_edges.TryGetValue(edge, out var next))
            {
                next = _pieces.Count;
                _pieces.Add(-1);
                _edges.Add(edge, next);
            }

            node = next;
        }

        if (_pieces[node] < 0)
        {
            _pieces[node] = id;
        }
    }

    /// <summary>Follows a character; false where no piece goes on so.</summary>
    public bool TryStep(ref int node, char character) => _edges.TryGetValue(Edge(node, character), out node);

    /// <summary>The piece that ends here, or -1.</summary>
    public int PieceAt(int node) => _pieces[node];

    /// <summary>The longest piece that the text begins with; its id is -1 where there is none.</summary>
    public (int Id, int Length) Longest(ReadOnlySpan<char> text)
    {
        var (id, length, node) = (-1, 0, Root);
        for (var i = 0; i < text.Length && TryStep(ref node, text[i]); i++)
        {
            if (PieceAt(node) is var piece and >= 0)
            {
                (id, length) = (piece, i + 1);
            }
        }

        return (id, length);
    }

    private static ulong Edge(int node, char character) => ((ulong)node << 16) | character;
}
