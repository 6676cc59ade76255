namespace Sallyport.Lab.Heads;

/// <summary>What a head is trained for. A new head is a new class here, named in <see cref="HeadTasks"/>; training, calibration and evaluation are the same for all.</summary>
internal abstract class HeadTask
{
    /// <summary>The head's name: its file's and its model card's.</summary>
    public abstract string Name { get; }

    /// <summary>The kind of its findings.</summary>
    public abstract string Kind { get; }

    /// <summary>The share of positive texts at which its probabilities are to hold.</summary>
    public virtual double Prior => 0.01;

    /// <summary>The head's <see cref="Sallyport.Detection.Models.HeadDescription.CountPower"/>: chosen once by judging held-out sources.</summary>
    public virtual float CountPower => 0.5f;

    /// <summary>No source teaches or is judged with more rows than this of a label.</summary>
    public virtual int MostRows => 4_000;

    /// <summary>The share of innocent texts that each preset takes, on sources held out, each source counting alike.</summary>
    public virtual double FalseAlarmsAt(string preset) => preset switch
    {
        "quiet" => 0.001,
        "balanced" => 0.01,
        "strict" => 0.04,
        _ => throw new ArgumentOutOfRangeException(nameof(preset), preset, "No such preset."),
    };

    /// <summary>Whether it reads clauses too; see <see cref="Sallyport.Detection.Models.HeadDescription.ReadsClauses"/>.</summary>
    public virtual bool ReadsClauses => false;

    /// <summary>What share of innocent texts its second stage reads again; chosen on the folds.</summary>
    public virtual double ReadAgain => 0.08;

    /// <summary>How many times it is trained, each time with other composed texts in another order; its weights are their mean.</summary>
    public virtual int Bags => 1;

    /// <summary>How often it sees each text.</summary>
    public virtual int Rounds => 7;

    /// <summary>How far an update goes.</summary>
    public virtual float Rate => 0.08f;

    /// <summary>How strongly weights are drawn to zero.</summary>
    public virtual float Ridge => 2e-5f;

    /// <summary>What part of each label's weight in training composed texts have; null leaves it to their numbers.</summary>
    public virtual double? ComposedShare => null;

    /// <summary>What it is judged on, and, but for the fold held out, learns from: real texts.</summary>
    /// <param name="data">The folder of the data sets.</param>
    public abstract IEnumerable<Example> Read(string data);

    /// <summary>What it learns from besides, never judged on: texts composed from carriers that it may see.</summary>
    /// <param name="carriers">The negative texts of the sources that are not held out.</param>
    /// <param name="random">Draws that a seed determines.</param>
    public virtual IEnumerable<Example> Compose(IReadOnlyList<Example> carriers, SeededRandom random) => [];

    /// <summary>The fold in which a source is held out, from 0.</summary>
    public abstract int FoldOf(string source);

    /// <summary>Whether a source is judged: not where it alone has a language, of which a head that never saw it knows nothing.</summary>
    public virtual bool IsJudged(string source) => true;

    /// <summary>Whether a source teaches at all; one that quotes or disguises rows of others is only judged on.</summary>
    public virtual bool Learns(string source) => true;

    /// <summary>Whether a source's texts of a label teach; not where the source's label says less than the head's.</summary>
    public virtual bool Learns(string source, bool isPositive) => Learns(source);

    /// <summary>Whether it is meant to find a positive text of a class of <see cref="HeadSample"/>.</summary>
    public virtual bool Seeks(string sampleClass) => true;
}
