namespace Sallyport.Lab.Heads;

/// <summary>
/// One class of toxic text. Toxic text whose class the data doesn't tell teaches nothing here; text of other classes, where it is known, is negative.
/// Threats, sexual text and self-harm have no head: the data has some ninety beginnings of sentences of each, and heads of composed text alone ranked those no better
/// than chance.
/// </summary>
/// <param name="name">The class, as kinds name it.</param>
/// <param name="rule">The rule of the grammar that composes it.</param>
/// <param name="isOfClass">Whether a toxic row is of the class; null where nobody knows.</param>
internal sealed class ToxicClassTask(string name, string rule, Func<Example, bool?> isOfClass) : HeadTask
{
    public static IReadOnlyList<ToxicClassTask> All { get; } =
    [
        new("hate", "toxic.hate", static row => row.Source switch
        {
            "hate_forum" or "cold" or "cold test" or "hatemoji_build" or "toxigen_prompts" or "bias_templates" => true,
            "davidson" => row.Kind == "hate",
            "convabuse" => false,
            "rtp_prompts" => row.Kind == "identity_attack",
            _ => null,
        }),
        new("insult", "toxic.insult", static row => row.Source switch
        {
            "convabuse" or "wikipedia_talk" or "toxic_spans" => true,
            "davidson" => row.Kind == "offensive" ? true : null,
            "rtp_prompts" => row.Kind switch { "insult" => true, "flirtation" or "sexually_explicit" => false, _ => null },
            _ => null,
        }),
    ];

    public override string Name => "toxicity-" + name;

    public override string Kind => "toxicity." + name;

    public override int MostRows => 12_000;

    public override float Rate => 0.4f;

    public override float Ridge => 2e-4f;

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

        foreach (var row in ToxicityData.OrdinaryRows(data))
        {
            yield return row;
        }
    }

    public override IEnumerable<Example> Compose(IReadOnlyList<Example> carriers, SeededRandom random) =>
        ToxicityData.Compose(random, other => other == rule);

    public override int FoldOf(string source) => ToxicityData.FoldOf(source);

    public override bool IsJudged(string source) => ToxicityData.IsJudged(source);
}
