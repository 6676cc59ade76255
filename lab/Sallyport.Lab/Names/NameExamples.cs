using Sallyport.Detection.Names;

namespace Sallyport.Lab.Names;

/// <summary>Turns marked texts into runs to train on, with the engine's own units, tokens and features.</summary>
internal sealed class NameExamples(Lexicon lexicon, Random random)
{
    private readonly NameUnit _unit = new();

    /// <summary>The runs of a text.</summary>
    /// <param name="labelled">The text.</param>
    /// <param name="forgetful">Of a hundred units, how many are read without what the lexicon knows of names.</param>
    public IEnumerable<ChainTrainer.Run> Of(LabelledText labelled, int forgetful)
    {
        var text = labelled.Text;
        for (var start = 0; start < text.Length;)
        {
            var length = NameUnits.Find(text.AsSpan(start), isComplete: true);
            var forget = random.Next(100) < forgetful ? WordFlags.Forename | WordFlags.Surname | WordFlags.Place | WordFlags.PhraseStart : WordFlags.None;
            _unit.Read(text.AsSpan(start, length), lexicon, forget);
            foreach (var run in Runs(labelled, start, length))
            {
                yield return run;
            }

            start += length;
        }
    }

    private List<ChainTrainer.Run> Runs(LabelledText labelled, int start, int length)
    {
        var runs = new List<ChainTrainer.Run>();
        var tokens = _unit.Tokens;
        var unit = labelled.Text.AsSpan(start, length);
        for (var from = 0; from < tokens.Length;)
        {
            if (!tokens[from].IsOpen)
            {
                from++;
                continue;
            }

            var to = from + 1;
            while (to < tokens.Length && tokens[to].IsOpen)
            {
                to++;
            }

            var rows = new int[(to - from) * NameFeatures.Count];
            var labels = new byte[to - from];
            var previous = -1;
            for (var i = from; i < to; i++)
            {
                NameFeatures.Of(_unit, unit, i, rows.AsSpan((i - from) * NameFeatures.Count));
                var name = NameAt(labelled, start + tokens[i].Start, start + tokens[i].End);
                labels[i - from] = (byte)(name < 0 ? NameLabel.Outside : name == previous ? NameLabel.Inside(labelled.Names[name].Kind) : NameLabel.Begin(labelled.Names[name].Kind));
                previous = name;
            }

            runs.Add(new(rows, labels));
            from = to;
        }

        return runs;
    }

    private static int NameAt(LabelledText labelled, int start, int end)
    {
        for (var i = 0; i < labelled.Names.Count; i++)
        {
            if (labelled.Names[i].Span.Start < end && start < labelled.Names[i].Span.End)
            {
                return i;
            }
        }

        return -1;
    }
}
