namespace Sallyport.Retrieval.Fingerprints;

/// <summary>
/// Fingerprints and where they are from: open addressing, twelve bytes a place, at most three quarters of them taken. A fingerprint stands once for each set of labels, with
/// what was added last. Not safe for concurrent use.
/// </summary>
internal sealed class FingerprintTable
{
    /// <summary>The most fingerprints: of one letter in eleven (<see cref="Winnower"/>), so those of some 4.3 million letters, in 6 MB.</summary>
    public const int Most = 3 << 17;

    /// <summary>The most sources.</summary>
    public const int MostSources = ushort.MaxValue;

    /// <summary>A distance that is more than may count.</summary>
    public const byte Far = byte.MaxValue;

    private const int Smallest = 1 << 10;

    private readonly List<ServedSource> _sources = [];
    private ulong[] _prints = new ulong[Smallest];
    private Entry[] _entries = new Entry[Smallest];

    /// <summary>How many fingerprints there are.</summary>
    public int Count { get; private set; }

    /// <summary>The sources, the oldest first.</summary>
    public IReadOnlyList<ServedSource> Sources => _sources;

    /// <summary>Adds a source; what <see cref="Add"/> adds is from the last.</summary>
    public void AddSource(ServedSource source) => _sources.Add(source);

    /// <summary>Adds a fingerprint.</summary>
    /// <param name="print">The fingerprint.</param>
    /// <param name="before">How many letters of the text stand before its shingle; <see cref="Far"/> for many.</param>
    /// <param name="after">How many stand behind it.</param>
    public void Add(ulong print, byte before, byte after)
    {
        if ((Count + 1) * 4 > _prints.Length * 3)
        {
            Resize(_prints.Length * 2);
        }

        Put(print, new((ushort)(_sources.Count - 1), before, after));
    }

    /// <summary>Finds a fingerprint, or its next place.</summary>
    /// <param name="print">The fingerprint.</param>
    /// <param name="at">Where to go on; -1 for the first.</param>
    /// <param name="found">Where it is from.</param>
    public bool TryFind(ulong print, ref int at, out Found found)
    {
        for (at = at < 0 ? Slot(print) : Next(at); _prints[at] != 0; at = Next(at))
        {
            if (_prints[at] == print)
            {
                var entry = _entries[at];
                found = new(_sources[entry.Source], entry.Before, entry.After);
                return true;
            }
        }

        found = default;
        return false;
    }

    /// <summary>A table without the first sources and what is from them.</summary>
    /// <param name="first">The first source to keep.</param>
    public FingerprintTable From(int first)
    {
        var kept = new FingerprintTable();
        kept._sources.AddRange(_sources.Skip(first));
        for (var i = 0; i < _prints.Length; i++)
        {
            if (_prints[i] != 0 && _entries[i].Source >= first)
            {
                if ((kept.Count + 1) * 4 > kept._prints.Length * 3)
                {
                    kept.Resize(kept._prints.Length * 2);
                }

                kept.Put(_prints[i], _entries[i] with { Source = (ushort)(_entries[i].Source - first) });
            }
        }

        return kept;
    }

    /// <summary>The first source to keep for at most so many fingerprints and sources to be left.</summary>
    public int FirstToKeep(int prints, int sources)
    {
        var counts = new int[_sources.Count];
        for (var i = 0; i < _prints.Length; i++)
        {
            counts[_entries[i].Source] += _prints[i] != 0 ? 1 : 0;
        }

        var first = _sources.Count;
        for (var left = prints; first > Math.Max(0, _sources.Count - sources) && counts[first - 1] <= left; first--)
        {
            left -= counts[first - 1];
        }

        return first;
    }

    private void Resize(int places)
    {
        var (prints, entries) = (_prints, _entries);
        (_prints, _entries, Count) = (new ulong[places], new Entry[places], 0);
        for (var i = 0; i < prints.Length; i++)
        {
            if (prints[i] != 0)
            {
                Put(prints[i], entries[i]);
            }
        }
    }

    private void Put(ulong print, Entry entry)
    {
        var at = Slot(print);
        for (; _prints[at] != 0; at = Next(at))
        {
            var there = _entries[at];
            if (_prints[at] == print && _sources[there.Source].HasLabelsOf(_sources[entry.Source]))
            {
                // What a text says twice counts where it is nearest to an end.
                _entries[at] = there.Source == entry.Source ? new(entry.Source, Math.Min(there.Before, entry.Before), Math.Min(there.After, entry.After)) : entry;
                return;
            }
        }

        (_prints[at], _entries[at]) = (print, entry);
        Count++;
    }

    private int Slot(ulong print) => (int)print & (_prints.Length - 1);

    private int Next(int at) => (at + 1) & (_prints.Length - 1);

    /// <summary>Where a fingerprint is from.</summary>
    /// <param name="Source">The search.</param>
    /// <param name="Before">How many letters of what it showed stand before.</param>
    /// <param name="After">How many stand behind.</param>
    public readonly record struct Found(ServedSource Source, byte Before, byte After);

    private readonly record struct Entry(ushort Source, byte Before, byte After);
}
