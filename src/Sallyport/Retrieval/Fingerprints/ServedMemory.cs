using Sallyport.Retrieval.CleanRoom;
using Sallyport.Tenancy;

namespace Sallyport.Retrieval.Fingerprints;

/// <summary>
/// What searches have shown to one tenant in the last <see cref="Lifetime"/>, as fingerprints: so text of documents is known again wherever an application pastes it. Holds no text. What is over
/// <see cref="FingerprintTable.Most"/> makes this tenant's oldest go. Safe for concurrent use.
/// </summary>
public sealed class ServedMemory
{
    private readonly TimeProvider _time;
    private readonly Lock _lock = new();
    private FingerprintTable? _table;

    internal ServedMemory(TimeProvider time) => _time = time;

    /// <summary>How long a text that was shown is known.</summary>
    /// <value>24 hours.</value>
    public static TimeSpan Lifetime { get; } = TimeSpan.FromHours(24);

    /// <summary>Whether nothing was shown, or all of that was long ago.</summary>
    public bool IsEmpty => Volatile.Read(ref _table) is null;

    /// <summary>The tenant's secrets.</summary>
    internal FingerprintKey Key { get; } = new();

    /// <summary>How many fingerprints are kept.</summary>
    internal int Count
    {
        get
        {
            lock (_lock)
            {
                return _table?.Count ?? 0;
            }
        }
    }

    /// <summary>Remembers a text that a search shows.</summary>
    /// <param name="receipt">The search's receipt.</param>
    /// <param name="key">Whose search it is.</param>
    /// <param name="labels">The labels of the text's document.</param>
    /// <param name="preface">What stands before the text where it is pasted with its source; may be empty.</param>
    /// <param name="text">The text.</param>
    internal void Add(ReceiptId receipt, KeyId key, IReadOnlyList<string> labels, string preface, string text)
    {
        var (chosen, firstOfText, letters) = Winnow($"{preface}\n{text}", preface.Length + 1);
        if (chosen.Count == 0)
        {
            return;
        }

        var source = new ServedSource(receipt, key, [.. labels.Order(StringComparer.Ordinal)], _time.GetUtcNow().ToUnixTimeMilliseconds());
        lock (_lock)
        {
            var table = For(source, _table ?? new FingerprintTable());
            foreach (var (print, letter, _, _) in chosen)
            {
                if (table.Count == FingerprintTable.Most)
                {
                    table = For(source, Halved(table));
                }

                table.Add(print, Distance(letter >= firstOfText ? letter - firstOfText : letter), Distance(letters - letter - Winnower.Shingle));
            }

            Volatile.Write(ref _table, table);
        }
    }

    /// <summary>Begins to look for such texts in another.</summary>
    /// <param name="principal">Who sends it; what this principal may not know of isn't found.</param>
    /// <param name="text">The text.</param>
    internal ServedScan Scan(Principal principal, ReadOnlyMemory<char> text) => new(this, principal, text);

    /// <summary>Tells which of these shingles were shown.</summary>
    /// <param name="principal">Who asks.</param>
    /// <param name="chosen">Shingles of a text.</param>
    /// <param name="take">Told of each, in order, once for each set of labels.</param>
    internal void Match(Principal principal, ReadOnlySpan<Winnowed> chosen, Action<Winnowed, FingerprintTable.Found> take)
    {
        var oldest = Oldest();
        lock (_lock)
        {
            foreach (var shingle in chosen)
            {
                for (var at = -1; _table is not null && _table.TryFind(shingle.Print, ref at, out var found);)
                {
                    if (found.Source.Served > oldest && found.Source.IsFor(principal))
                    {
                        take(shingle, found);
                    }
                }
            }
        }
    }

    /// <summary>Lets go of what is known no longer.</summary>
    internal void Sweep()
    {
        var oldest = Oldest();
        lock (_lock)
        {
            if (_table is { } table)
            {
                var expired = table.Sources.Count(source => source.Served <= oldest);
                _table = expired == table.Sources.Count ? null : expired == 0 ? table : table.From(expired);
            }
        }
    }

    /// <summary>Forgets everything.</summary>
    internal void Clear()
    {
        lock (_lock)
        {
            _table = null;
        }
    }

    private (List<Winnowed> Chosen, int FirstOfText, int Letters) Winnow(string text, int start)
    {
        var winnower = new Winnower(Key);
        var chosen = new List<Winnowed>();
        var firstOfText = 0;
        for (var at = 0; at < text.Length;)
        {
            var letter = FoldedLetters.Read(text, at, out var next);
            firstOfText = at < start ? winnower.Letters + (letter == FoldedLetters.None ? 0 : 1) : firstOfText;
            if (letter != FoldedLetters.None && winnower.Read(letter, at, next, out var one))
            {
                chosen.Add(one);
            }

            at = next;
        }

        if (winnower.Complete(out var only))
        {
            chosen.Add(only);
        }

        return (chosen, firstOfText, winnower.Letters);
    }

    // The texts of one search are of one source.
    private static FingerprintTable For(ServedSource source, FingerprintTable table)
    {
        if (table.Sources.Count == 0 || !table.Sources[^1].IsAlike(source))
        {
            table = table.Sources.Count == FingerprintTable.MostSources ? Halved(table) : table;
            table.AddSource(source);
        }

        return table;
    }

    private static FingerprintTable Halved(FingerprintTable table) => table.From(table.FirstToKeep(FingerprintTable.Most / 2, FingerprintTable.MostSources / 2));

    private static byte Distance(int letters) => letters < Winnower.Window ? (byte)letters : FingerprintTable.Far;

    private long Oldest() => (_time.GetUtcNow() - Lifetime).ToUnixTimeMilliseconds();
}
