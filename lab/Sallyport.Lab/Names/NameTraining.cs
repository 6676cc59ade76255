using Sallyport.Detection.Names;

namespace Sallyport.Lab.Names;

/// <summary>
/// Trains the name tagger on real and composed texts. Its calibration, and every figure, comes from models that have not seen the source
/// that they are judged on: each source is held out once.
/// </summary>
internal sealed class NameTraining
{
    public const string DefaultFile = "src/Sallyport/Detection/Names/Models/names-1.bin";

    // "Outside" is worth this much less, in nats: the balance of precision and recall that the held-out sources liked best.
    private const float Outside = 0.7f;
    private const int Forgetful = 30;

    private readonly NameLists _lists = NameLists.Load();
    private readonly Lexicon _lexicon;
    private readonly List<LabelledText> _real;
    private readonly List<LabelledText> _composed;
    private readonly List<LabelledText> _renamed;
    private readonly TextWriter _output;

    public NameTraining(string directory, double share, TextWriter output)
    {
        _output = output;
        var people = NameData.People(directory);
        _lexicon = LexiconBuilding.Build(directory, _lists, people);
        _real = [.. NameData.Texts(directory)];
        var random = new Random(7);
        var words = OrdinaryWords.Of(directory, _lexicon);
        var composer = new NameComposer(_lists, new NamePool(people, _lists, random), NameData.UsAddresses(directory), _lexicon, words, random);
        _composed = [.. NamePool.Languages.SelectMany(language => composer.Compose(language, (int)(share * (language == "en" ? 26_000 : 2_600))))];
        _composed.AddRange(new StandIns(composer, _lexicon, random).Of(directory, (int)(share * 30_000)));
        _renamed = [.. _real.Where(static text => text.Source != "pii_templates" && text.Names.Count > 0).Select(composer.Rename)];
        _output.WriteLine($"{_real.Count} real and {_composed.Count} composed texts, {_lexicon.Flags.ToArray().Count(static flags => flags != 0)} words known");
    }

    /// <summary>The sources that are held out in turn.</summary>
    public static IReadOnlyList<string> Sources { get; } = ["btc", "wnut17", "wikigold", "sec_filings", "pii_templates"];

    /// <summary>A composed text to look at.</summary>
    public IEnumerable<LabelledText> Composed => _composed;

    /// <summary>Trains on all but a source.</summary>
    /// <param name="heldOut">The source; null for none.</param>
    /// <param name="epochs">How often each run is seen.</param>
    /// <param name="calibration">The curves; null for none.</param>
    public NameModel Train(string? heldOut, int epochs, float[]? calibration)
    {
        var random = new Random(11);
        var examples = new NameExamples(_lexicon, random);
        var runs = _real.Concat(_renamed).Where(text => text.Source != heldOut && (text.Source != "pii_templates" || random.Next(3) == 0)).Concat(_composed)
            .SelectMany(text => examples.Of(text, Forgetful)).ToList();
        _output.WriteLine($"without {heldOut ?? "none"}: {runs.Count} runs, {runs.Sum(static run => run.Labels.Length)} tokens");
        var trainer = new ChainTrainer(seed: 13);
        trainer.Train(runs, epochs, _output);
        return trainer.ToModel(_lexicon, Outside, calibration ?? NoCalibration);
    }

    /// <summary>Holds each source out in turn.</summary>
    /// <returns>The calibration that fits what was found in them.</returns>
    public float[] HoldOut(IEnumerable<string> sources, int epochs, TextWriter table)
    {
        var observed = new List<(int Kind, float Probability, bool IsRight)>();
        foreach (var source in sources)
        {
            var tagger = new NameTagger(Train(source, epochs, calibration: null));
            var scores = new NameScores();
            foreach (var text in _real.Where(text => text.Source == source))
            {
                var found = NameReading.Of(tagger, text.Text).Where(name => source != "pii_templates" || name.Kind is 0 or 3).ToList();
                scores.Add(text.Names, [.. found.Select(static name => (name.Kind, name.Span))]);
                observed.AddRange(found.Select(name => (name.Kind, name.Probability, text.Names.Any(other => other.Kind == name.Kind && NameScores.Overlap(other.Span, name.Span)))));
            }

            foreach (var line in scores.Lines(source))
            {
                table.WriteLine(line);
            }
        }

        return NameCalibration.Fit(observed);
    }

    private static float[] NoCalibration => [.. Enumerable.Range(0, NameLabel.Kinds * NameModel.Points).Select(static i => (i % NameModel.Points) / (float)(NameModel.Points - 1))];
}
