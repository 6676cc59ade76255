namespace Sallyport.Lab.Heads;

/// <summary>Text that abuses, threatens or degrades somebody, whichever way. Rough words that hurt nobody, quoted abuse and counter-speech are negative.</summary>
internal sealed class ToxicityTask : HeadTask
{
    public override string Name => "toxicity";

    public override string Kind => "toxicity.abuse";

    public override double Prior => 0.02;

    public override int MostRows => 12_000;

    public override float Rate => 0.4f;

    public override float Ridge => 2e-4f;

    public override float CountPower => ToxicityData.CountPower;

    public override double? ComposedShare => ToxicityData.ComposedShare;

    public override IEnumerable<Example> Read(string data) => ToxicityData.Rows(data).Concat(ToxicityData.OrdinaryRows(data));

    public override IEnumerable<Example> Compose(IReadOnlyList<Example> carriers, SeededRandom random) =>
        ToxicityData.Compose(carriers, random, static rule =>
            ToxicityData.IsOf(rule, "sexual") || ToxicityData.IsOf(rule, "selfharm") ? null : rule.StartsWith("toxic.", StringComparison.Ordinal));

    public override int FoldOf(string source) => ToxicityData.FoldOf(source);

    public override bool Learns(string source, bool isPositive) => isPositive || !ToxicityData.IsRudeWithoutHate(source);

    public override bool Seeks(string sampleClass) => sampleClass is not ("sexual" or "selfharm");

    public override bool IsJudged(string source) => ToxicityData.IsJudged(source);
}
