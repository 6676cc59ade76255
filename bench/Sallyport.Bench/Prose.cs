using System.Text;

namespace Sallyport.Bench;

/// <summary>
/// Ordinary English text without end: sentences put together from parts written for this purpose, with the numbers, dates and versions that
/// office text has. The same seed gives the same text on every machine; another seed gives another text, so that nothing can be remembered.
/// </summary>
internal sealed class Prose(ulong seed)
{
    private static readonly string[] Subjects =
    [
        "The team in the north office", "Our customer", "The new colleague", "Everyone on the second floor", "The manager of the project", "A friend of mine",
        "The old printer", "The report from last week", "The contract", "The city council", "A neighbour", "The student", "The warehouse", "Our supplier",
        "The training course", "My sister", "The train from the coast", "The doctor", "The small bakery on the corner", "The board",
    ];

    private static readonly string[] Verbs =
    [
        "has asked for", "would like to see", "is going to discuss", "could not find", "has finally finished", "is waiting for", "needs", "wrote about",
        "often mentions", "will send", "has changed", "recommends", "did not expect", "prefers", "explained", "is looking at", "wants to improve",
    ];

    private static readonly string[] Objects =
    [
        "a summary of the meeting", "the plan for the summer", "three different offers", "a better way to share notes", "the figures of the third quarter",
        "an answer to the question", "the list of open points", "a quiet room for the afternoon", "the recipe with apples and walnuts", "a longer holiday",
        "the second half of the chapter", "the map of the old town", "a short letter", "the results of the survey", "some good coffee", "the keys of the garage",
        "a translation into plain language", "the minutes of the last session", "two tickets for the concert", "the invoice for the chairs",
    ];

    private static readonly string[] Endings =
    [
        "because the deadline is close", "although nobody had time to read it", "before the end of the month", "while the others were at lunch",
        "so that we can decide together", "and nobody was surprised", "since the weather has been so bad", "if the budget allows it", "as we agreed on Tuesday",
        "which took longer than planned", "even though it rained", "and thanked us for the help", "when the doors open in the morning", "without any hurry",
    ];

    private static readonly string[] Openings =
    [
        "In the end", "As far as I know", "To be honest", "On the other hand", "For the time being", "After a long discussion", "By the way", "In most cases", "Last year", "Once again",
    ];

    private readonly StringBuilder _text = new();
    private ulong _state = seed;

    /// <summary>A text of exactly this many characters.</summary>
    public string Next(int length)
    {
        _text.Clear();
        while (_text.Length < length)
        {
            AddSentence();
            _text.Append(Below(8) == 0 ? '\n' : ' ');
        }

        return _text.ToString(0, length);
    }

    private void AddSentence()
    {
        switch (Below(12))
        {
            case 0:
                _text.Append("Version ").Append(Below(9) + 1).Append('.').Append(Below(20)).Append(" came out on ").Append(Below(28) + 1)
                    .Append(" March and costs ").Append(Below(90) + 10).Append(" dollars, about ").Append(Below(30) + 3).Append("% more than before.");
                break;
            case 1:
                _text.Append('"').Append(Pick(Subjects)).Append(' ').Append(Pick(Verbs)).Append(' ').Append(Pick(Objects)).Append(",\" she said; room ").Append(Below(300) + 100)
                    .Append(" is free at ").Append(Below(9) + 8).Append(":30.");
                break;
            case 2 or 3 or 4:
                _text.Append(Pick(Openings)).Append(", ").Append(Lower(Pick(Subjects))).Append(' ').Append(Pick(Verbs)).Append(' ').Append(Pick(Objects)).Append('.');
                break;
            default:
                _text.Append(Pick(Subjects)).Append(' ').Append(Pick(Verbs)).Append(' ').Append(Pick(Objects)).Append(' ').Append(Pick(Endings)).Append('.');
                break;
        }
    }

    private static string Lower(string words) => char.ToLowerInvariant(words[0]) + words[1..];

    private string Pick(string[] parts) => parts[Below(parts.Length)];

    // SplitMix64 (Steele, Lea and Flood, 2014): the state may start anywhere.
    private int Below(int bound)
    {
        _state += 0x9E3779B97F4A7C15;
        var z = _state;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return (int)((z ^ (z >> 31)) % (ulong)bound);
    }
}
