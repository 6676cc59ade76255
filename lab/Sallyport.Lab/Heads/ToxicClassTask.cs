namespace Sallyport.Lab.Heads;

/// <summary>
/// One class of toxic text. Toxic text whose class the data doesn't tell teaches nothing here; text of other classes, where it is known, is negative.
/// Of threats, sexual text and self-harm no public source at hand has examples: composed text teaches them, and what is caught is judged on own texts that teach nothing.
/// </summary>
/// <param name="name">The class, as kinds name it.</param>
/// <param name="isOfClass">Whether a toxic row is of the class; null where nobody knows.</param>
internal sealed class ToxicClassTask(string name, Func<Example, bool?> isOfClass) : HeadTask
{
    public static IReadOnlyList<ToxicClassTask> All { get; } =
    [
        new("hate", static row => row.Source switch
        {
            "hate_forum" or "cold" or "cold test" or "hatemoji_build" or "toxigen_prompts" or "bias_templates" => true,
            "davidson" => row.Kind == "hate",
            "convabuse" => false,
            "rtp_prompts" => row.Kind == "identity_attack",
            _ => null,
        }),
        new("insult", static row => row.Source switch
        {
            "convabuse" or "wikipedia_talk" or "toxic_spans" => true,
            "davidson" => row.Kind == "offensive" ? true : null,
            "rtp_prompts" => row.Kind switch { "insult" => true, "flirtation" or "sexually_explicit" => false, _ => null },
            _ => null,
        }),
        new("threat", static row => row.Source is "bias_templates" or "toxigen_prompts" ? false : null),
        new("sexual", static row => row.Source is "bias_templates" or "toxigen_prompts" or "hate_forum" ? false : null),
        new("self-harm", static row => row.Source is "rtp_prompts" or "convabuse" ? null : false),
    ];

    private string Rule { get; } = name.Replace("-", "", StringComparison.Ordinal);

    public override string Name => "toxicity-" + name;

    public override string Kind => "toxicity." + name.Replace('-', '_');

    public override int MostRows => 12_000;

    public override float Rate => 0.4f;

    public override float Ridge => 2e-4f;

    public override float CountPower => ToxicityData.CountPower;

    public override double? ComposedShare => ToxicityData.ComposedShare;

    public override IEnumerable<Example> Read(string data)
    {
        foreach (var row in ToxicityData.Rows(data))
        {
            if (!row.IsPositive)
            {
                yield return row;
            }
            else if (isOfClass(row) is { } isIt)
            {
                yield return row with { IsPositive = isIt };
            }
        }

        foreach (var row in ToxicityData.OrdinaryRows(data).Concat(ToxicityData.OwnRows(Rule)))
        {
            yield return row;
        }
    }

    public override IEnumerable<Example> Compose(IReadOnlyList<Example> carriers, SeededRandom random) =>
        ToxicityData.Compose(carriers, random, IsMine);

    public override int FoldOf(string source) => ToxicityData.FoldOf(source);

    public override bool IsJudged(string source) => ToxicityData.IsJudged(source);

    public override bool Learns(string source) => ToxicityData.Learns(source);

    public override bool Learns(string source, bool isPositive) => Learns(source) && (isPositive || Rule != "insult" || !ToxicityData.IsRudeWithoutHate(source));

    public override bool Seeks(string sampleClass) => ToxicityData.IsOf("toxic." + sampleClass, Rule);

    // Hate that calls for violence may be a threat too, and some insults tell somebody to die.
    private bool? IsMine(string other) =>
        ToxicityData.IsOf(other, Rule) ? true
        : (Rule == "threat" && other == "toxic.hate.violence") || (Rule == "insult" && ToxicityData.IsOf(other, "hate")) ? null
        : false;
}
