using Microsoft.Extensions.Time.Testing;
using Sallyport.Detection;
using Sallyport.Detection.Models;
using Sallyport.Detection.Names;
using Sallyport.Detection.Pii;
using Sallyport.Policy;
using Sallyport.Tenancy;
using Sallyport.Text;
using Xunit;

namespace Sallyport.Tests.Policy;

public sealed class PolicySnapshotTests
{
    private static readonly Detector Mail = new KindDetector("email", "pii.email");
    private static readonly Detector Token = new KindDetector("tokens", "secret.github_token", "secret.aws_access_key");
    private static readonly Detector Orders = new KindDetector("orders", "injection.rule");
    private static readonly Detector[] Detectors = [Mail, Token, Orders];

    private readonly FakeTimeProvider _time = new(new(2027, 1, 1, 0, 0, 0, TimeSpan.Zero));

    [Fact]
    public void Plan_Detectors_AreThoseThatSomeGuardWants()
    {
        var plans = Compile("""
            - {name: mails, findings: [pii], on: output, action: redact}
            - {name: tokens, findings: [secret], on: output, action: flag}
            - {name: orders, findings: [injection], on: input, origins: [tool_result], action: block, mode: observe}
            """).PlansFor(new("m"));

        var output = plans.ForOutput(ChannelKind.Text);
        var toolResult = plans.ForInput(Origin.ToolResult);

        Assert.Equal([new(Mail, true), new(Token, false)], output.Detectors);
        Assert.True(output.IsEnforcing);
        Assert.Equal([new(Orders, false)], toolResult.Detectors);
        Assert.False(toolResult.IsEnforcing);
        Assert.Empty(plans.ForInput(Origin.User).Detectors);
    }

    [Fact]
    public void Judge_SeveralGuards_TheStrictestEnforcedOneCounts()
    {
        var plan = Compile("""
            - {name: mild, findings: [pii], action: flag}
            - {name: hard, findings: [pii.email], action: redact}
            - {name: trial, findings: [any], action: block, mode: observe}
            """).PlansFor(new("m")).ForOutput(ChannelKind.Text);

        var mail = plan.Judge(Found("pii.email"), "a@b.example");
        var token = plan.Judge(Found("secret.aws_access_key"), "x");

        Assert.Equal(new(GuardAction.Redact, true, "hard") { Observed = GuardAction.Block, ObservedBy = "trial" }, mail);
        Assert.Equal(new(GuardAction.Block, false, "trial"), token);
    }

    [Theory]
    [InlineData("quiet")]
    [InlineData("balanced")]
    [InlineData("strict")]
    public void Judge_Sensitivity_TakesLearnedKindsFromTheirModelsScoreAndOthersFromTheGuards(string sensitivity)
    {
        const float Little = 0.001f;
        var plan = Compile($"- {{name: g, findings: [toxicity, pii], on: input, action: block, min_score: 0.8, sensitivity: {sensitivity}}}")
            .PlansFor(new("m")).ForInput(Origin.User);
        var score = (float)ShippedHeads.Set.Heads.Single(static head => head.Kind == "toxicity.hate").Presets[sensitivity];

        Assert.Equal(GuardAction.Block, plan.Judge(Found("toxicity.hate", score + Little), "x").Action);
        Assert.Equal(default, plan.Judge(Found("toxicity.hate", score - Little), "x"));
        Assert.Equal(GuardAction.Block, plan.Judge(Found("pii.email", 0.8f + Little), "x").Action);
        Assert.Equal(default, plan.Judge(Found("pii.email", 0.8f - Little), "x"));
    }

    [Fact]
    public void ShippedHeads_TakeMoreTheHigherTheSensitivity() => Assert.All(
        ShippedHeads.Heads,
        static head => Assert.True(head.Presets["quiet"] > head.Presets["balanced"] && head.Presets["balanced"] > head.Presets["strict"], head.Kind));

    [Fact]
    public void Judge_ScoreBelowTheThreshold_IsIgnored()
    {
        var plans = Compile("- {name: g, findings: [injection], on: input, action: block, min_score: 0.8, min_score_by_origin: {tool_result: 0.3}}")
            .PlansFor(new("m"));
        var finding = Found("injection.rule", 0.5f);

        Assert.Equal(default, plans.ForInput(Origin.User).Judge(finding, "x"));
        Assert.Equal(GuardAction.Block, plans.ForInput(Origin.ToolResult).Judge(finding, "x").Action);
    }

    [Fact]
    public void Judge_KindThatOnlySharesAPrefix_IsNotCovered()
    {
        var plan = Compile("- {name: g, findings: [pii], action: block}").PlansFor(new("m")).ForOutput(ChannelKind.Text);

        Assert.Equal(default, plan.Judge(Found("piix.email"), "x"));
    }

    [Fact]
    public void Channels_NarrowTheWayOut()
    {
        var plans = Compile("- {name: g, findings: [pii], on: output, channels: [tool_arguments], action: block}").PlansFor(new("m"));

        Assert.False(plans.ForOutput(ChannelKind.Text).IsEnforcing);
        Assert.True(plans.ForOutput(ChannelKind.ToolArguments).IsEnforcing);
    }

    [Fact]
    public void When_EachListThatIsGiven_HasToMatch()
    {
        var key = KeyId.New();
        var snapshot = Compile($$"""
            - name: g
              findings: [pii]
              action: block
              when: {models: [gpt-*, "*/llama"], agents: [bot], keys: [{{key}}]}
            """);

        bool Holds(string model, string? agent, KeyId? id) => snapshot.PlansFor(new(model, agent, id)).ForOutput(ChannelKind.Text).IsEnforcing;

        Assert.True(Holds("gpt-9", "bot", key));
        Assert.True(Holds("meta/llama", "bot", key));
        Assert.False(Holds("claude", "bot", key));
        Assert.False(Holds("gpt-9", null, key));
        Assert.False(Holds("gpt-9", "bot", KeyId.New()));
        Assert.False(Holds("gpt-9", "bot", null));
    }

    [Fact]
    public void PlansFor_TheSameGuardsHold_AreTheSameObject()
    {
        var snapshot = Compile("- {name: g, findings: [pii], action: block, when: {models: [a*]}}");

        Assert.Same(snapshot.PlansFor(new("a1")), snapshot.PlansFor(new("a2")));
        Assert.NotSame(snapshot.PlansFor(new("a1")), snapshot.PlansFor(new("b")));
    }

    [Fact]
    public void PlansFor_AfterTheFirst_AllocatesNothing()
    {
        var snapshot = Compile("- {name: g, findings: [pii], action: block, when: {models: [a*x*b], agents: [bot]}}");
        var context = new PlanContext("a-x-b", "bot");
        snapshot.PlansFor(context);

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1000; i++)
        {
            snapshot.PlansFor(context);
        }

        // Less than a byte a call: what is left is the runtime's own, once.
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 999);
    }

    [Fact]
    public void Exception_UntilItExpires_ExcusesTheValueFromItsGuards()
    {
        ValueDigest.TryCompute("press@example.com", out var digest);
        var plan = Compile("""
            - {name: mails, findings: [pii], action: redact}
            - {name: all, findings: [any], action: flag}
            """, $"""
            exceptions:
              - findings: [pii.email]
                guards: [mails]
                value_sha256: {digest}
                reason: Public.
                expires: 2027-02-01
            """).PlansFor(new("m")).ForOutput(ChannelKind.Text);

        var excused = plan.Judge(Found("pii.email"), "press@example.com");
        var other = plan.Judge(Found("pii.email"), "Press@example.com");
        var otherKind = plan.Judge(Found("pii.phone"), "press@example.com");
        _time.Advance(TimeSpan.FromDays(32));
        var late = plan.Judge(Found("pii.email"), "press@example.com");

        Assert.Equal(GuardAction.Flag, excused.Action);
        Assert.NotNull(excused.Exception);
        Assert.Equal(GuardAction.Redact, other.Action);
        Assert.Null(other.Exception);
        Assert.Equal(GuardAction.Redact, otherKind.Action);
        Assert.Equal(GuardAction.Redact, late.Action);
    }

    [Fact]
    public void Exception_ForTheOnlyGuard_LeavesTheFindingFlagged()
    {
        ValueDigest.TryCompute("4111", out var digest);
        var plan = Compile("- {name: g, findings: [pii], action: block}", $"exceptions: [{{findings: [pii], value_sha256: {digest}, reason: test, expires: 2027-02-01}}]")
            .PlansFor(new("m")).ForOutput(ChannelKind.Text);

        var judgement = plan.Judge(Found("pii.email"), "4111");

        Assert.Equal((GuardAction.Flag, "g"), (judgement.Action, judgement.Guard));
        Assert.NotNull(judgement.Exception);
    }

    [Fact]
    public void Coverage_OnlyAnEnforcedGuardBlocksAGap()
    {
        var plans = Compile("""
            - {name: mails, findings: [pii], on: input, origins: [user], action: block}
            - {name: trial, findings: [injection], on: input, action: block, mode: observe}
            - {name: easy, findings: [secret], on: output, action: redact, on_uninspectable: pass, on_unreachable: pass}
            """, "uninspectable: {image: pass}").PlansFor(new("m"));
        var user = plans.ForInput(Origin.User).Coverage;
        var tool = plans.ForInput(Origin.ToolResult).Coverage;
        var output = plans.ForOutput(ChannelKind.Text).Coverage;

        Assert.Null(user.GuardAgainst(Form.Image));
        Assert.Equal("mails", user.GuardAgainst(Form.Audio));
        Assert.Equal("mails", user.GuardAgainst(Form.Ciphertext));
        Assert.Null(user.GuardAgainst(Form.Text));
        Assert.Equal("mails", user.GuardAgainst("email"));
        Assert.Null(user.GuardAgainst("orders"));
        Assert.Null(tool.GuardAgainst(Form.Binary));
        Assert.Null(tool.GuardAgainst("orders"));
        Assert.Null(output.GuardAgainst(Form.Binary));
        Assert.Null(output.GuardAgainst("tokens"));
    }

    [Fact]
    public void ProviderToolsAndState_NotNamed_AreRefused()
    {
        var snapshot = Compile("[]", "provider_tools: [web_search*]\nprovider_state: [file_id]\ntools: {allow: [weather], others: block}");

        Assert.True(snapshot.AllowsProviderTool("web_search_20250305"));
        Assert.False(snapshot.AllowsProviderTool("code_interpreter"));
        Assert.True(snapshot.AllowsProviderState("file_id"));
        Assert.False(snapshot.AllowsProviderState("conversation"));
        Assert.True(snapshot.AllowsTool("weather"));
        Assert.False(snapshot.AllowsTool("wire_money"));
    }

    [Fact]
    public void FirstRun_EnforcesOutputAndObservesInput()
    {
        var document = PolicyReader.Read(PolicyPresets.Text(PolicyPresets.FirstRun)).Document!;
        var snapshot = PolicySnapshot.Compile(document, 0, Detectors, _time);
        var plans = snapshot.PlansFor(new("m"));

        Assert.Equal(new(GuardAction.Redact, true, "personal-data-out"), plans.ForOutput(ChannelKind.Text).Judge(Found("pii.email"), "x"));
        Assert.Equal(new(GuardAction.Block, false, "injection-in"), plans.ForInput(Origin.ToolResult).Judge(Found("injection.rule"), "x"));
        Assert.Equal(new(GuardAction.Block, true, "confirmed-attacks"), plans.ForInput(Origin.User).Judge(Found("injection.exemplar"), "x"));
        Assert.All(StandardDetectors.All.SelectMany(detector => detector.Kinds), kind => Assert.All(
            Enum.GetValues<Origin>(), origin => Assert.Equal(kind.Name == "injection.exemplar" && origin is not (Origin.System or Origin.Developer or Origin.Reasoning), plans.ForInput(origin).Judge(Found(kind.Name), "x").IsEnforced)));
        Assert.All(Enum.GetValues<ChannelKind>(), channel => Assert.True(plans.ForOutput(channel).IsEnforcing));
        Assert.Null(plans.ForOutput(ChannelKind.Text).Coverage.GuardAgainst(Form.Image));
        Assert.Null(plans.ForInput(Origin.User).Coverage.GuardAgainst(Form.Binary));
        Assert.False(snapshot.AllowsProviderTool("web_search"));
        Assert.False(snapshot.AllowsProviderState("conversation"));
        Assert.True(snapshot.AllowsTool("anything"));
        Assert.False(snapshot.NamesTool("anything"));
    }

    [Theory]
    [InlineData(PolicyPresets.FirstRun)]
    [InlineData(PolicyPresets.Strict)]
    public void Presets_EnforceAllPersonalDataOfFixedFormatInAnswers(string preset)
    {
        var plan = CompilePreset(preset).ForOutput(ChannelKind.Text);

        Assert.All(
            PiiDetectors.All.SelectMany(detector => detector.Kinds),
            kind => Assert.Equal(new(GuardAction.Redact, true, "personal-data-out"), plan.Judge(Found(kind.Name), "x")));
    }

    [Theory]
    [InlineData(PolicyPresets.FirstRun, "pii.person", false)]
    [InlineData(PolicyPresets.FirstRun, "pii.address", false)]
    [InlineData(PolicyPresets.FirstRun, "pii.location", false)]
    [InlineData(PolicyPresets.FirstRun, "pii.organization", false)]
    [InlineData(PolicyPresets.Strict, "pii.person", true)]
    [InlineData(PolicyPresets.Strict, "pii.address", true)]
    [InlineData(PolicyPresets.Strict, "pii.location", false)]
    [InlineData(PolicyPresets.Strict, "pii.organization", false)]
    public void Presets_ObserveNamesBeforeTheyEnforce(string preset, string kind, bool isEnforced)
    {
        var judgement = CompilePreset(preset).ForOutput(ChannelKind.Text).Judge(Found(kind), "x");

        Assert.Equal(GuardAction.Redact, judgement.Action);
        Assert.Equal(isEnforced, judgement.IsEnforced);
    }

    [Fact]
    public void FirstRun_HoldsNoAnswerBackForNames() =>
        Assert.False(Assert.Single(CompilePreset(PolicyPresets.FirstRun).ForOutput(ChannelKind.Text).Detectors, planned => planned.Detector is NameDetector).IsEnforcing);

    private PlanSet CompilePreset(string preset) =>
        PolicySnapshot.Compile(PolicyReader.Read(PolicyPresets.Text(preset)).Document!, 0, RuleDetectors.All, _time).PlansFor(new("m"));

    private static Finding Found(string kind, float score = 0.9f) => new(new(kind), new(0, 1), score, "d");

    private PolicySnapshot Compile(string guards, string rest = "")
    {
        var text = $"version: 1\nname: test\nguards:\n{string.Join('\n', guards.Split('\n').Select(line => "  " + line))}\n{rest}\n";
        var reading = PolicyReader.Read(text);
        Assert.Empty(reading.Problems);
        return PolicySnapshot.Compile(reading.Document!, 1, Detectors, _time);
    }
}
