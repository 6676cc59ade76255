using System.Numerics;
using System.Runtime.CompilerServices;

namespace Sallyport.Detection.KnownSecrets;

/// <summary>
/// Aho and Corasick's automaton over many needles at once (CACM 18/6, 1975), 14 bytes a node: nodes are numbered breadth first, so that the
/// children of one stand together and need no links of their own. The first two levels have full rows, since most text never gets further.
/// Needles longer than <see cref="MaxDepth"/> are matched by that much of their beginning and then read on by the scanner.
/// </summary>
internal sealed class NeedleAutomaton
{
    /// <summary>How much of a needle the automaton knows.</summary>
    public const int MaxDepth = 256;

    /// <summary>What everything counts as in a key that is not a plain ASCII character.</summary>
    public const int OtherClass = 127;

    /// <summary>How many characters a key holds.</summary>
    public const int KeyLength = 3;

    private const int RowLength = 128;

    private readonly char[] _label;
    private readonly int[] _firstChild;
    private readonly int[] _fail;
    private readonly ushort[] _depth;
    private readonly ushort[] _match;
    private readonly int[] _rows;
    private readonly int _rowCount;
    private readonly Dictionary<int, string> _longNeedles = [];

    // A bit for the hash of each key that begins a needle, in many times as many bits.
    private readonly ulong[] _keys;
    private readonly int _keyShift;

    private NeedleAutomaton(string[] needles)
    {
        var (labels, firstChildren, depths, ends) = Number(needles);
        _label = [.. labels];
        _firstChild = [.. firstChildren, _label.Length];
        _depth = [.. depths];
        _fail = new int[_label.Length];
        _match = new ushort[_label.Length];
        foreach (var (node, needle) in ends)
        {
            _match[node] = _depth[node];
            if (needle.Length > MaxDepth)
            {
                _longNeedles[node] = needle;
            }
        }

        Link();
        _rowCount = 1;
        while (_rowCount < _depth.Length && _depth[_rowCount] <= 1)
        {
            _rowCount++;
        }

        _rows = FillRows();
        Window = (int)BitOperations.RoundUpToPowerOf2(_depth.Max());
        var keys = Keys();
        var bits = Math.Clamp(BitOperations.Log2((uint)keys.Count) + 8, 12, 20);
        _keyShift = 32 - bits;
        _keys = new ulong[1 << (bits - 6)];
        foreach (var key in keys)
        {
            var hash = Hash(key);
            _keys[hash >> 6] |= 1UL << (int)hash;
        }
    }

    /// <summary>Builds the automaton.</summary>
    /// <param name="needles">Different, none empty.</param>
    public static NeedleAutomaton Build(IEnumerable<string> needles)
    {
        string[] sorted = [.. needles];
        Array.Sort(sorted, StringComparer.Ordinal);
        return new(sorted);
    }

    /// <summary>The state after one more character. 0 is the state of having read nothing of any needle.</summary>
    public int Next(int state, char c)
    {
        while (true)
        {
            if (state < _rowCount && c < RowLength)
            {
                return _rows[(state * RowLength) + c];
            }

            var child = Child(state, c);
            if (child > 0 || state == 0)
            {
                return child;
            }

            state = _fail[state];
        }
    }

    /// <summary>A power of two, no less than the depth of any state.</summary>
    public int Window { get; }

    /// <summary>What a character counts as in a key: never 0.</summary>
    public static byte ClassOf(char c) => c is > '\0' and < (char)RowLength ? (byte)c : (byte)OtherClass;

    /// <summary>The key of the last characters, with one more.</summary>
    public static uint Push(uint key, uint characterClass) => ((key << 7) | characterClass) & 0x1FFFFF;

    /// <summary>1 where the last three characters could begin a needle, else 0. A few others may too.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)] // It runs on each character.
    public uint MayBegin(uint key)
    {
        var hash = Hash(key);
        return (uint)(_keys[hash >> 6] >> (int)hash) & 1;
    }

    /// <summary>How many characters of a needle have been read.</summary>
    public int Depth(int state) => _depth[state];

    /// <summary>The length of the longest needle that ends here, or 0.</summary>
    public int Match(int state) => _match[state];

    /// <summary>The needle that a state is the beginning of, where it is longer than <see cref="MaxDepth"/>.</summary>
    public string? LongNeedle(int state) => _longNeedles.GetValueOrDefault(state);

    /// <summary>Whether a needle goes on from here.</summary>
    public bool HasChildren(int state) => _firstChild[state] < _firstChild[state + 1];

    /// <summary>The state of the longest beginning of a needle that is shorter than this one and ends here too.</summary>
    public int Shorter(int state) => _fail[state];

    /// <summary>Numbers the trie of sorted needles breadth first.</summary>
    private static (List<char> Labels, List<int> FirstChildren, List<ushort> Depths, List<(int Node, string Needle)> Ends) Number(string[] needles)
    {
        var labels = new List<char> { '\0' };
        var firstChildren = new List<int>();
        var depths = new List<ushort> { 0 };
        var ends = new List<(int, string)>();
        var ranges = new Queue<(int From, int To)>([(0, needles.Length)]);
        for (var node = 0; ranges.TryDequeue(out var range); node++)
        {
            var depth = depths[node];
            firstChildren.Add(labels.Count);
            var from = range.From;
            while (from < range.To)
            {
                var needle = needles[from];
                if (depth == Math.Min(needle.Length, MaxDepth))
                {
                    ends.Add((node, needle));
                    from++;
                    continue;
                }

                var to = from + 1;
                while (to < range.To && needles[to][depth] == needle[depth])
                {
                    to++;
                }

                labels.Add(needle[depth]);
                depths.Add((ushort)(depth + 1));
                ranges.Enqueue((from, to));
                from = to;
            }
        }

        return (labels, firstChildren, depths, ends);
    }

    private void Link()
    {
        for (var node = 0; node < _label.Length; node++)
        {
            for (var child = _firstChild[node]; child < _firstChild[node + 1]; child++)
            {
                var state = node;
                var target = 0;
                while (state != 0 && target == 0)
                {
                    state = _fail[state];
                    target = Child(state, _label[child]);
                }

                _fail[child] = target;
                _match[child] = _match[child] != 0 ? _match[child] : _match[target];
            }
        }
    }

    private int[] FillRows()
    {
        var rows = new int[_rowCount * RowLength];
        for (var state = 0; state < _rowCount; state++)
        {
            for (var c = 0; c < RowLength; c++)
            {
                var child = Child(state, (char)c);
                rows[(state * RowLength) + c] = child > 0 || state == 0 ? child : Child(0, (char)c);
            }
        }

        return rows;
    }

    private List<uint> Keys()
    {
        var keys = new List<uint>();
        Add(0, 0);
        return keys;

        void Add(int node, uint key)
        {
            for (var child = _firstChild[node]; child < _firstChild[node + 1]; child++)
            {
                var longer = Push(key, ClassOf(_label[child]));
                if (_depth[child] == KeyLength)
                {
                    keys.Add(longer);
                }
                else
                {
                    Add(child, longer);
                }
            }
        }
    }

    // Fibonacci hashing (Knuth, TAOCP 3, 6.4).
    private uint Hash(uint key) => (key * 0x9E3779B1) >> _keyShift;

    private int Child(int state, char c)
    {
        var at = _label.AsSpan(_firstChild[state].._firstChild[state + 1]).BinarySearch(c);
        return at < 0 ? 0 : _firstChild[state] + at;
    }
}
