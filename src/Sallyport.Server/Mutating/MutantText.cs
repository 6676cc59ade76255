namespace Sallyport.Server.Mutating;

/// <summary>A text as words and what stands between them, with the edits made to it so far. Immutable: an edit gives another one.</summary>
internal sealed class MutantText
{
    private readonly string[] _parts;

    private MutantText(string[] parts, IReadOnlyList<int> words, string before, string after)
    {
        _parts = parts;
        Words = words;
        Before = before;
        After = after;
    }

    /// <summary>The numbers of the words, in order.</summary>
    public IReadOnlyList<int> Words { get; }

    /// <summary>Text put before.</summary>
    public string Before { get; private init; }

    /// <summary>Text put behind.</summary>
    public string After { get; private init; }

    /// <summary>Takes a text apart. A word is what has letters or digits only.</summary>
    public static MutantText Of(string text)
    {
        var parts = new List<string>();
        var words = new List<int>();
        for (var start = 0; start < text.Length;)
        {
            var isWord = char.IsLetterOrDigit(text[start]);
            var end = start + 1;
            while (end < text.Length && char.IsLetterOrDigit(text[end]) == isWord)
            {
                end++;
            }

            if (isWord)
            {
                words.Add(parts.Count);
            }

            parts.Add(text[start..end]);
            start = end;
        }

        return new([.. parts], words, "", "");
    }

    /// <summary>With one word written otherwise.</summary>
    public MutantText With(int word, WordEdit edit, Draws draws)
    {
        var other = WordEdits.Apply(_parts[word], edit, draws);
        return other == _parts[word] ? this : Replaced(word, other);
    }

    /// <summary>Without one word.</summary>
    public MutantText Without(int word) => Replaced(word, "");

    /// <summary>With other text put around it.</summary>
    public MutantText Between(string before, string after) => new(_parts, Words, before, after);

    /// <summary>Each word and what stands around from this text or another of the same origin, by the toss of a coin.</summary>
    public MutantText Crossed(MutantText other, Draws draws)
    {
        var parts = (string[])_parts.Clone();
        foreach (var word in Words)
        {
            if (draws.Next(2) == 0)
            {
                parts[word] = other._parts[word];
            }
        }

        var around = draws.Next(2) == 0 ? this : other;
        return new(parts, Words, around.Before, around.After);
    }

    /// <inheritdoc/>
    public override string ToString() => string.Concat([Before, .. _parts, After]);

    private MutantText Replaced(int word, string with)
    {
        var parts = (string[])_parts.Clone();
        parts[word] = with;
        return new(parts, Words, Before, After);
    }
}
