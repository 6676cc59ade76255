using Sallyport.Tenancy;
using Sallyport.Text;

namespace Sallyport.Policy.Reading;

/// <summary>The policy language, version 1: every key with its shape and meaning. Reader, JSON Schema and reference all come from here.</summary>
internal static class PolicyFormat
{
    public const int Version = 1;
    public const int MaxGuards = 64;
    public const string AnyFinding = "any";

    private const int MaxEntries = 256;
    private const int MaxRemoteGuards = 8;

    private const string NameRule = "Lower-case letters, digits, '-' and '_'.";

    private static readonly TextShape Name = new("a name", 40, IsName, NameRule, "^[a-z0-9_-]+$");

    // The binder says why that one can't be allowed; editors only mark it.
    private static readonly TextShape StateField = new("a name", 40, IsName, NameRule, "^(?!previous_response_id$)[a-z0-9_-]+$");

    private static readonly TextShape Finding = new(
        "a kind of finding", 64, text => text.Split('.').All(part => part.Length > 0 && part.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '_')),
        "Words joined by dots, such as pii, pii.email or secret.aws_access_key.", "^[a-z0-9_]+(\\.[a-z0-9_]+)*$");

    private static readonly TextShape Pattern = new("a name, in which * stands for any run of characters", 128);

    private static readonly TextShape Key = new(
        "an API key's id", 32, text => KeyId.TryParse(text, null, out _), "It begins with ak_; 'sallyport key list' shows it. It is not the key itself.", "^ak_[0-9a-z]{16}$");

    private static readonly TextShape Digest = new(
        "a SHA-256 digest", 64, text => ValueDigest.TryParse(text, out _),
        "64 hexadecimal digits: printf %s 'VALUE' | sha256sum. The value itself never stands in a policy.", "^[0-9a-fA-F]{64}$");

    private static readonly TextShape Address = new(
        "an address", 2_000, IsAddress, "An absolute http or https URL without user, password or fragment.", "^https?://");

    private static readonly NumberShape Probability = new(0, 1);
    private static readonly ChoiceShape Gap = new(Words<GapAction>.All);
    private static readonly ListShape Findings = new(Finding, MaxEntries);

    public static readonly SectionShape Guard = new(
        new PolicyField("name", Name, "The guard's name, unique in the policy. It stands in verdicts, metrics and the ledger.", IsRequired: true),
        new("findings", Findings, "Kinds or families of findings it takes up: pii, secret, hidden, injection, leak, toxicity, harmful, or one kind such as pii.email; any covers all.", IsRequired: true),
        new("on", new ListShape(new ChoiceShape(Words<GuardDirection>.All), 2, aliases: new Dictionary<string, string[]> { ["both"] = ["input", "output"] }),
            "Which way it looks: input (to the model), output (from it) or both. The default is both."),
        new("origins", new ListShape(new ChoiceShape(Words<Origin>.All), 10), "Whose words it reads on the way in. The default is everybody's."),
        new("channels", new ListShape(new ChoiceShape(Words<ChannelKind>.All), 6), "Which texts of an answer it reads. The default is all."),
        new("min_score", Probability, "The least score, 0 to 1, of a finding it takes up. The default is 0.5."),
        new("min_score_by_origin", new SectionShape([.. Words<Origin>.All.Select(origin => new PolicyField(origin, Probability, $"The least score in words of origin {origin}."))]),
            "Other least scores for words of some origins."),
        new("sensitivity", new ChoiceShape(Words<Sensitivity>.All),
            "How readily it takes up what trained models find, in place of a least score for these kinds: quiet, balanced or strict, at which 1 in 1,000, 1 in 100 (of typed words, for injection, 1 in 50) or 4 in 100 innocent texts are taken."),
        new("action", new ChoiceShape(Words<GuardAction>.All.Where(word => word != "ignore").ToArray()),
            "What follows: flag (record it), mask (a placeholder that is put back in the answer; input only), redact (remove it for good) or block.", IsRequired: true),
        new("mode", new ChoiceShape(Words<GuardMode>.All), "observe (record what would have been done) or enforce. The default is the policy's mode."),
        new("when", new SectionShape(
            new PolicyField("models", new ListShape(Pattern, 64), "Models by name; * stands for any run of characters."),
            new("agents", new ListShape(new TextShape("an agent label", 64), 64), "Agent labels, as fixed on API keys."),
            new("keys", new ListShape(Key, 64), "API keys, by id.")),
            "For which exchanges it holds; each list that is given has to match. The default is all."),
        new("on_uninspectable", Gap, "What becomes of a segment in a form that no detector reads. The default is what the policy's 'uninspectable' says of that form."),
        new("on_unreachable", Gap, "What becomes of a segment whose detector failed: pass or block. The default is block."));

    public static readonly SectionShape RemoteGuard = new(
        new PolicyField("name", Name, "The remote guard's name, unique in the policy. Findings name it as the detector 'remote:NAME', or 'onnx:NAME'.", IsRequired: true),
        new("protocol", new ChoiceShape(Words<RemoteProtocol>.All), "What it speaks: chat (OpenAI Chat Completions), moderation (OpenAI Moderations), classifier (text-embeddings-inference, /predict) or onnx (a classifier that the operator runs in the gateway).", IsRequired: true),
        new("url", Address, "The whole address that is called, path included. Needed, but not with onnx."),
        new("credential", new TextShape("an upstream's name", 64), "The tenant's upstream whose credential is presented. It goes to that upstream's own scheme, host and port only. The default is none."),
        new("model", new TextShape("a model's name", 128), "The model to name. A chat model needs it; with onnx it is the name of the operator's classifier, and needed."),
        new("prompt", new TextShape("a prompt", 4_000), "What a chat model is to look for; how to answer is added to it. Without it, it is sent the text alone, as models that were made to judge want it."),
        new("finds", new ListShape(
            new SectionShape(
                new PolicyField("kind", Finding, "The kind of finding.", IsRequired: true),
                new("labels", new ListShape(new TextShape("a label", 128), 64), "The labels of an answer that say so; the highest score counts. Not for a chat model, which gives one verdict.")),
            MaxRemoteGuards), "What it decides.", IsRequired: true),
        new("timeout_ms", new NumberShape(Policy.RemoteGuard.LeastTimeout, Policy.RemoteGuard.MostTimeout), "How long one call may take, in milliseconds. The default is 3000."),
        new("window", new NumberShape(Policy.RemoteGuard.LeastWindow, Policy.RemoteGuard.MostWindow), "How many characters one call carries; a longer text is sent in overlapping stretches. The default is 1000 for classifiers (classifier, onnx), else 8000."));

    public static readonly SectionShape Exception = new(
        new PolicyField("findings", Findings, "Kinds or families of findings it excuses.", IsRequired: true),
        new("guards", new ListShape(Name, MaxGuards), "The guards it holds for, by name. The default is all."),
        new("value_sha256", Digest, "The value it excuses, as SHA-256 of its UTF-8 bytes in hexadecimal: printf %s 'VALUE' | sha256sum.", IsRequired: true),
        new("reason", new TextShape("a reason", 500), "Why, for whoever reviews the policy.", IsRequired: true),
        new("expires", new DateShape(), "When it stops to hold: a date (as that day begins in UTC) or a moment in UTC.", IsRequired: true));

    public static readonly SectionShape Root = new(
        new PolicyField("version", new NumberShape(Version, Version), "The version of the policy language: 1.", IsRequired: true),
        new("name", Name, "The policy's name.", IsRequired: true),
        new("description", new TextShape("a description", 500), "What the policy is for."),
        new("mode", new ChoiceShape(Words<GuardMode>.All), "The mode of guards that name none: observe or enforce. The default is enforce."),
        new("guards", new ListShape(Guard, MaxGuards, least: 0), "The rules. Where several match, the strictest enforced one counts."),
        new("remote_guards", new ListShape(RemoteGuard, MaxRemoteGuards, least: 0), "Models outside of the gateway, and the operator's classifiers in it, that are asked about texts. Guards take up what they find by its kind."),
        new("exceptions", new ListShape(Exception, MaxEntries, least: 0), "Values that are left alone although a detector finds them."),
        new("uninspectable", new SectionShape(
            new PolicyField("image", Gap, "Images. The default is block."),
            new("audio", Gap, "Audio clips. The default is block."),
            new("binary", Gap, "Files, and parts of an unknown type. The default is block."),
            new("ciphertext", Gap, "What only its issuer can open, such as encrypted reasoning that this gateway has issued before. The default is block.")),
            "What becomes of forms that no detector reads, where an enforced guard wanted them read."),
        new("provider_tools", new ListShape(Pattern, 64, least: 0), "Tools run by the provider (web_search, code_interpreter, ...) that requests may name; * stands for any run of characters. Any other is refused."),
        new("provider_state", new ListShape(StateField, 64, least: 0), "Fields that refer to state held by the provider (file_id, conversation, ...) and that requests may carry; item_reference stands for input items that are an id without content. Any other is refused."),
        new("tools", new SectionShape(
            new PolicyField("allow", new ListShape(Pattern, MaxEntries, least: 0), "Tools that the model may call, by name; * stands for any run of characters."),
            new("others", Gap, "What becomes of a call to any other tool: pass (recorded as unclassified) or block. The default is pass.")),
            "Calls to tools that the application runs."),
        new("durability", new ChoiceShape(Words<RecordDurability>.All), "When an exchange's record is durable: batched (at most 50 ms after the answer) or strict (before it). The default is batched."),
        new("masking", new SectionShape(
            new PolicyField("restore_in_tool_arguments", new FlagShape(), "Whether masked values are put back in tool-call arguments too. The default is false.")),
            "How masked values come back."));

    private static bool IsName(string text) => text.All(static c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '-' or '_');

    private static bool IsAddress(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var address)
        && (address.Scheme == Uri.UriSchemeHttp || address.Scheme == Uri.UriSchemeHttps)
        && address is { Host.Length: > 0, UserInfo.Length: 0, Fragment.Length: 0 };
}
