using Sallyport.Detection.Exemplars;

namespace Sallyport.Detection;

/// <summary>
/// Confirmed attacks of one tenant, compiled once, by which texts like them are found. Immutable; safe for concurrent use. An exemplar is known by its
/// pairs of near words: a word of it is found again where it stands in a text near a word that it stands near in the exemplar, in the same order.
/// </summary>
public sealed class ExemplarSet
{
    /// <summary>The greatest length of an exemplar, in UTF-16 code units.</summary>
    public const int MaxLength = 4_000;

    /// <summary>How many exemplars a set holds at most.</summary>
    public const int MaxCount = 500;

    /// <summary>The least number of words; fewer say nothing that ordinary text doesn't say too.</summary>
    public const int MinWords = 6;

    // Two short words stand together everywhere.
    private const int LeastPairWeight = 6;
    private const int LeastTotal = 24;

    // How far apart two words of an exemplar may stand to make a pair.
    private const int Reach = 2;

    // What stands in more passages wakes the first ones, and counts once for each exemplar's beginning that is unlike all others' where something else wakes that: a text's cost is bounded
    // whatever the exemplars are, and none is kept from finding its own text by what others share with it.
    private const int MostPassagesOfAPair = 64;

    // With fewer pairs of its own a passage is woken by those that it shares, too.
    private const int LeastWaking = 2;

    private readonly HashSet<ulong> _words = [];
    private readonly Dictionary<UInt128, ExemplarPairs> _pairs = [];
    private readonly List<ExemplarPassage> _passages = [];

    private ExemplarSet()
    {
    }

    /// <summary>How many exemplars it holds.</summary>
    public int Count { get; private set; }

    internal IReadOnlyList<ExemplarPassage> Passages => _passages;

    /// <summary>The widest window of a passage that shares pairs.</summary>
    internal int SharedWindow { get; private set; }

    /// <summary>Why a text can't be an exemplar, in a sentence; null where it can.</summary>
    public static string? WhyUnusable(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (text.Length > MaxLength)
        {
            return $"An exemplar has at most {MaxLength:N0} characters: give the part that is the attack.";
        }

        var words = WordsOf(text);
        return words.Count < MinWords || words.Sum(word => word.Weight) < LeastTotal
            ? $"An exemplar has at least {MinWords} words, and not only short ones: less stands in ordinary text by chance."
            : null;
    }

    /// <summary>Compiles a set. Work and memory are linear in the exemplars' lengths.</summary>
    /// <param name="texts">The exemplars.</param>
    /// <exception cref="ArgumentException">There are more than <see cref="MaxCount"/>, or one can't be used. The message names its position, never its text.</exception>
    public static ExemplarSet Create(IEnumerable<string> texts)
    {
        ArgumentNullException.ThrowIfNull(texts);
        return Create(texts.Select(static text => ((string?)null, text)), nameof(texts));
    }

    /// <summary>Compiles a set whose findings name the exemplar that a text is like.</summary>
    /// <param name="exemplars">The exemplars, each with its name.</param>
    /// <exception cref="ArgumentException">As where they have no names.</exception>
    public static ExemplarSet Create(IEnumerable<(string Name, string Text)> exemplars)
    {
        ArgumentNullException.ThrowIfNull(exemplars);
        return Create(exemplars.Select(static exemplar => ((string?)exemplar.Name, exemplar.Text)), nameof(exemplars));
    }

    /// <summary>Whether some exemplar holds this word near another.</summary>
    internal bool Knows(in ExemplarWord word) => _words.Contains(word.Hash);

    /// <summary>Where two words stand near each other in exemplars; null where they don't.</summary>
    internal ExemplarPairs? Find(in ExemplarWord earlier, in ExemplarWord later) => _pairs.GetValueOrDefault(KeyOf(earlier, later));

    private static ExemplarSet Create(IEnumerable<(string? Name, string Text)> exemplars, string parameter)
    {
        var set = new ExemplarSet();
        var beginnings = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (name, text) in exemplars)
        {
            set.Count++;
            if (set.Count > MaxCount || WhyUnusable(text) is not null)
            {
                throw new ArgumentException($"Exemplar {set.Count} is one too many, or can't be used.", parameter);
            }

            set.Add(name, WordsOf(text), beginnings);
        }

        return set;
    }

    private static UInt128 KeyOf(in ExemplarWord earlier, in ExemplarWord later) => new(earlier.Hash, later.Hash);

    private static List<ExemplarWord> WordsOf(string text)
    {
        var words = new List<ExemplarWord>();
        for (var rest = text.AsSpan(); !rest.IsEmpty;)
        {
            rest = rest[ExemplarWord.Read(rest, isComplete: true, out var word)..];
            if (word.Weight > 0)
            {
                words.Add(word);
            }
        }

        return words;
    }

    private void Add(string? name, List<ExemplarWord> words, HashSet<string> beginnings)
    {
        var parts = (words.Count + ExemplarPassage.MaxWords - 1) / ExemplarPassage.MaxWords;
        for (var part = 0; part < parts; part++)
        {
            var from = words.Count * part / parts;
            var to = words.Count * (part + 1) / parts;
            var passage = words[from..to];
            AddPassage(passage, keepsEach: part == 0 && beginnings.Add(string.Join(' ', passage.Select(static word => word.Hash))));
            _passages[^1].Exemplar = name;
        }
    }

    private void AddPassage(List<ExemplarWord> words, bool keepsEach)
    {
        var shared = new List<ExemplarPairs>();
        var waking = 0;
        for (var later = 1; later < words.Count; later++)
        {
            for (var earlier = Math.Max(0, later - Reach); earlier < later; earlier++)
            {
                if (words[earlier].Weight + words[later].Weight < LeastPairWeight)
                {
                    continue;
                }

                var key = KeyOf(words[earlier], words[later]);
                if (!_pairs.TryGetValue(key, out var pairs))
                {
                    _pairs.Add(key, pairs = new());
                }

                var pair = new ExemplarPair(_passages.Count, (byte)earlier, (byte)later);
                if (pairs.Waking.Count < MostPassagesOfAPair)
                {
                    pairs.Waking.Add(pair);
                    waking++;
                }
                else if (keepsEach && pairs.Waking[^1].Passage != pair.Passage && (pairs.Others.Count == 0 || pairs.Others[^1].Passage != pair.Passage))
                {
                    pairs.Others.Add(pair);
                    shared.Add(pairs);
                }
                else
                {
                    continue;
                }

                _words.Add(words[earlier].Hash);
                _words.Add(words[later].Hash);
            }
        }

        if (waking < LeastWaking)
        {
            foreach (var pairs in shared)
            {
                pairs.Waking.Add(pairs.Others[^1]);
                pairs.Others.RemoveAt(pairs.Others.Count - 1);
            }

            shared.Clear();
        }

        var passage = new ExemplarPassage(words) { SharesPairs = shared.Count > 0 };
        SharedWindow = passage.SharesPairs ? Math.Max(SharedWindow, passage.Window) : SharedWindow;
        _passages.Add(passage);
    }
}
