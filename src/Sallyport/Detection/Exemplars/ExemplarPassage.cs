namespace Sallyport.Detection.Exemplars;

/// <summary>A stretch of an exemplar that is matched by itself, so that a part of a long attack is known too.</summary>
internal sealed class ExemplarPassage
{
    /// <summary>The most words of a passage; a longer exemplar is cut into even parts.</summary>
    public const int MaxWords = 60;

    /// <summary>Within how many UTF-16 code units of a text it has to be found again, however far its words are spaced.</summary>
    public const int MaxSpan = 8_000;

    // Passages of so many words match at the least share; shorter ones have to match more, since chance does more in them.
    private const int FullWords = 24;
    private const float LeastShare = 0.6f;
    private const float ShortSurcharge = 0.2f;

    public ExemplarPassage(IReadOnlyList<ExemplarWord> words)
    {
        Weights = [.. words.Select(word => word.Weight)];
        Total = Weights.Sum();
        Window = (2 * words.Count) + 8;
        Share = LeastShare + (ShortSurcharge * Math.Max(0, FullWords - words.Count) / FullWords);
    }

    /// <summary>The name of the exemplar that it is of; null where it has none.</summary>
    public string? Exemplar { get; set; }

    /// <summary>What each word counts for.</summary>
    public int[] Weights { get; }

    /// <summary>What all of them count for.</summary>
    public int Total { get; }

    /// <summary>Within how many words of a text it has to be found again.</summary>
    public int Window { get; }

    /// <summary>Whether pairs of it, of those that many passages have, count only while one that few have is near.</summary>
    public bool SharesPairs { get; init; }

    /// <summary>From which share of <see cref="Total"/> on it is found again.</summary>
    public float Share { get; }

    /// <summary>
    /// The score of a share: 0.75 where it is just enough, 1 for the whole passage. No probability: it says how near the text is, on a scale on which
    /// what is near enough passes the bars that policies set for injection.
    /// </summary>
    public float ScoreOf(int covered) => 0.75f + (0.25f * (((float)covered / Total) - Share) / (1 - Share));
}
