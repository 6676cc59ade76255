using System.Buffers;

namespace Sallyport.Detection.Instructions;

/// <summary>One way in which text tries to command a model: words by which it is found, and words that must stand near them.</summary>
internal sealed record InstructionRule
{
    /// <summary>The most text after an anchor's beginning that a rule reads, and the character behind it.</summary>
    public const int LongestReach = 401;

    /// <summary>Describes a rule.</summary>
    /// <param name="score">The probability of an attack, where all of it is met.</param>
    /// <param name="anchors">Stems or phrases, in lower case. One that begins with a letter must begin a word.</param>
    public InstructionRule(float score, params string[] anchors)
    {
        Score = score;
        // Keyboards of telephones write the apostrophe as it is printed.
        Anchors = [.. anchors, .. anchors.Where(static anchor => anchor.Contains('\'', StringComparison.Ordinal)).Select(static anchor => anchor.Replace('\'', '\u2019'))];
    }

    public float Score { get; }

    public IReadOnlyList<string> Anchors { get; }

    /// <summary>Words of which one must follow in the same sentence; null where the anchor is enough.</summary>
    public SearchValues<string>? Also { get; init; }

    /// <summary>Words of which another must follow.</summary>
    public SearchValues<string>? AndAlso { get; init; }

    /// <summary>Words of which one must stand shortly before.</summary>
    public SearchValues<string>? Before { get; init; }

    /// <summary>How far it reads on from the anchor's beginning.</summary>
    public int Reach { get; init; } = 96;

    /// <summary>Whether the end of a sentence ends its reach.</summary>
    public bool StopsAtSentence { get; init; } = true;

    public static SearchValues<string> Words(params string[] words) => SearchValues.Create(words, StringComparison.OrdinalIgnoreCase);
}
