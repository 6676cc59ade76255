using Sallyport.Detection.Models;
using Sallyport.Lab.Composing;

namespace Sallyport.Lab.Heads;

/// <summary>Data tries to instruct the model that reads it. What a user may ask is an attack here, so users' requests are no negatives.</summary>
internal sealed class IndirectInjectionTask : HeadTask
{
    private static readonly HashSet<string> Documents =
    [
        "document", "table", "code", "email", "tool_output", "tool_definition", "policy_text", "ui_text", "statement", "model_output",
        "security_article", "technical_article", "security_article_quoting",
    ];

    private IReadOnlyList<string> _requests = [];

    public override string Name => "injection-indirect";

    public override string Kind => ShippedHeads.Indirect;

    public override double Prior => InjectionData.Prior;

    public override float CountPower => 0.7f;

    // An order may be joined to a sentence of the document's own.
    public override bool ReadsClauses => true;

    public override int Bags => 3;

    public override IEnumerable<Example> Read(string data)
    {
        _requests = InjectionData.Requests(data);
        return InjectionData.Rows(data).Where(e => e.IsPositive ? e.Kind == "indirect_injection" : Documents.Contains(e.Kind)).Concat(InjectionData.ToolResults(data));
    }

    public override IEnumerable<Example> Compose(IReadOnlyList<Example> carriers, SeededRandom random) => new Composer(carriers, random).Planted(_requests);

    public override int FoldOf(string source) => source switch
    {
        "bipia_train" or "sec_filings_text" or "doc_cheatsheetseries" => 0,
        "asb_composed" or "xquad" or "tau2" => 1,
        "agentdojo" or "bfcl" or "doc_litellm_docs" or "gum_news" => 2,
        _ => 3,
    };

    public override bool Learns(string source) => !InjectionData.IsOnlyJudged(source);
}
