using Microsoft.Extensions.Options;
using Sallyport.Detection;
using Sallyport.Hosting;
using Sallyport.Pipeline;
using Sallyport.Policy;
using Sallyport.Text;
using Xunit;

namespace Sallyport.Tests.Policy;

public sealed class RemoteGuardPolicyTests
{
    private const string Policy = """
        version: 1
        name: remote
        remote_guards:
          - name: judge
            protocol: classifier
            url: https://guard.example/predict
            credential: guards
            finds: [{kind: injection.remote, labels: [BAD, WORSE]}, {kind: toxicity.remote, labels: TOXIC}]
            timeout_ms: 500
            window: 400
        guards:
          - {name: block, findings: [injection.remote], on: input, origins: [user], action: block}
          - {name: redact, findings: [toxicity.remote], on: input, origins: [tool_result], action: redact}
          - {name: watch, findings: [toxicity], on: output, action: block, mode: observe}
        """;

    private static readonly PlanSet Plans = PlansOf(Policy);

    [Fact]
    public void Read_EveryKey_StandsInTheDocument()
    {
        var reading = PolicyReader.Read(Policy, [new("toxicity.hate")]);

        Assert.Empty(reading.Problems);
        var guard = Assert.Single(reading.Document!.RemoteGuards);
        Assert.Equal(("judge", RemoteProtocol.Classifier, new Uri("https://guard.example/predict"), "guards", 400), (guard.Name, guard.Protocol, guard.Url, guard.Credential, guard.Window));
        Assert.Equal(TimeSpan.FromMilliseconds(500), guard.Timeout);
        Assert.Equal(["injection.remote", "toxicity.remote"], guard.Finds.Select(found => found.Kind.Name));
        Assert.Equal([["BAD", "WORSE"], ["TOXIC"]], guard.Finds.Select(found => found.Labels));
    }

    [Fact]
    public void Read_AClassifierOfTheOperators_NeedsNoAddress()
    {
        var reading = PolicyReader.Read("""
            version: 1
            name: own
            remote_guards: [{name: judge, protocol: onnx, model: prompt-guard, finds: [{kind: injection.own, labels: [BAD]}]}]
            guards: [{name: block, findings: [injection.own], action: block}]
            """);

        Assert.Empty(reading.Problems);
        var guard = Assert.Single(reading.Document!.RemoteGuards);
        Assert.Equal((RemoteProtocol.Onnx, "prompt-guard", null, "onnx:judge", 1_000), (guard.Protocol, guard.Model, guard.Url, guard.Detector, guard.Window));
        Assert.True(PolicySnapshot.Compile(reading.Document, 1, [], TimeProvider.System).PlansFor(new("model")).ForOutput(ChannelKind.Text).HoldsForRemotes);
    }

    [Theory]
    [InlineData("{name: a, protocol: onnx, finds: [{kind: a.b, labels: [x]}]}", "serve --classifier")]
    [InlineData("{name: a, protocol: onnx, model: m, finds: [{kind: a.b}]}", "labels")]
    [InlineData("{name: a, protocol: onnx, model: m, url: 'https://x/', finds: [{kind: a.b, labels: [x]}]}", "no address: it takes no 'url'")]
    [InlineData("{name: a, protocol: onnx, model: m, credential: c, finds: [{kind: a.b, labels: [x]}]}", "it takes no 'credential'")]
    [InlineData("{name: a, protocol: onnx, model: m, prompt: p, finds: [{kind: a.b, labels: [x]}]}", "prompt")]
    [InlineData("{name: a, protocol: classifier, finds: [{kind: a.b, labels: [x]}]}", "has no 'url'")]
    [InlineData("{name: a, protocol: telepathy, url: 'https://x/', model: m, finds: [{kind: a.b}]}", "telepathy")]
    [InlineData("{name: a, protocol: chat, url: 'https://x/', finds: [{kind: a.b}]}", "model")]
    [InlineData("{name: a, protocol: chat, url: 'ftp://x/', model: m, finds: [{kind: a.b}]}", "ftp")]
    [InlineData("{name: a, protocol: chat, url: 'https://me:pw@x/', model: m, finds: [{kind: a.b}]}", "address")]
    [InlineData("{name: a, protocol: chat, url: /predict, model: m, finds: [{kind: a.b}]}", "address")]
    [InlineData("{name: a, protocol: chat, url: 'https://x/', model: m}", "finds")]
    [InlineData("{name: a, protocol: chat, url: 'https://x/', model: m, finds: [{kind: a.b}, {kind: a.c}]}", "one verdict")]
    [InlineData("{name: a, protocol: chat, url: 'https://x/', model: m, finds: [{kind: a.b, labels: [x]}]}", "one verdict")]
    [InlineData("{name: a, protocol: moderation, url: 'https://x/', finds: [{kind: a.b}]}", "labels")]
    [InlineData("{name: a, protocol: classifier, url: 'https://x/', prompt: p, finds: [{kind: a.b, labels: [x]}]}", "prompt")]
    [InlineData("{name: a, protocol: classifier, url: 'https://x/', timeout_ms: 50, finds: [{kind: a.b, labels: [x]}]}", "timeout_ms")]
    [InlineData("{name: a, protocol: classifier, url: 'https://x/', finds: [{kind: a.b, labels: [x]}]}, {name: a, protocol: classifier, url: 'https://x/', finds: [{kind: a.b, labels: [x]}]}", "called")]
    public void Read_AMistake_IsExplained(string guards, string word)
    {
        var reading = PolicyReader.Read($"version: 1\nname: p\nremote_guards: [{guards}]\n");

        Assert.Null(reading.Document);
        Assert.Contains(reading.Problems, problem => (problem.Message + problem.Hint).Contains(word, StringComparison.Ordinal));
    }

    [Fact]
    public void Plans_AskOnlyWhereAGuardWantsAKind()
    {
        Assert.Single(Plans.ForInput(Origin.User).Remotes);
        Assert.Single(Plans.ForInput(Origin.ToolResult).Remotes);
        Assert.Empty(Plans.ForInput(Origin.System).Remotes);
        Assert.True(Plans.ForInput(Origin.User).HoldsForRemotes);
        Assert.Single(Plans.ForOutput(ChannelKind.Text).Remotes);
        Assert.False(Plans.ForOutput(ChannelKind.Text).HoldsForRemotes);
    }

    [Fact]
    public void Verdict_WhereAGuardRedacts_BlocksTheText()
    {
        var judged = Judge(Plans.ForInput(Origin.ToolResult), new RemoteVerdict(0, "remote:judge", [(new("toxicity.remote"), 0.9f)]));

        Assert.Equal("redact", judged.BlockedBy);
        var found = Assert.Single(judged.Findings.Kept);
        Assert.Equal((GuardAction.Block, "remote:judge", new TextSpan(0, 4)), (found.Judgement.Action, found.Finding.Detector, found.Finding.Span));
    }

    [Fact]
    public void Verdict_BelowTheLeastScore_IsNoFinding() =>
        Assert.Equal(0, Judge(Plans.ForInput(Origin.User), new RemoteVerdict(0, "remote:judge", [(new("injection.remote"), 0.4f)])).Findings.Total);

    [Fact]
    public void Verdict_OfAFailedGuard_BlocksOnlyWhereAnEnforcedGuardGoesByIt()
    {
        var failed = new RemoteVerdict(0, "remote:judge", null);

        Assert.Equal("block", Judge(Plans.ForInput(Origin.User), failed).BlockedBy);
        Assert.Null(Judge(Plans.ForOutput(ChannelKind.Text), failed).BlockedBy);
        Assert.Equal(["remote:judge"], Judge(Plans.ForOutput(ChannelKind.Text), failed).Unreachable);
        Assert.Null(Judge(PlansOf(Policy.Replace("action: block}", "action: block, on_unreachable: pass}", StringComparison.Ordinal)).ForInput(Origin.User), failed).BlockedBy);
    }

    [Fact]
    public void Verdict_ThatFindsInOneStretchAndFailsInAnother_Blocks()
    {
        var plan = PlansOf(Policy.Replace("action: block}", "action: block, on_unreachable: pass}", StringComparison.Ordinal)).ForInput(Origin.User);

        var judged = RemoteJudgement.Of(
            plan, "text", [new(0, "remote:judge", [(new("injection.remote"), 1f)]), new(0, "remote:judge", null)], new FindingAllowance());

        Assert.Equal("block", judged.BlockedBy);
        Assert.Equal(["remote:judge"], judged.Unreachable);
    }

    [Fact]
    public void EmbeddedGuard_WithRemoteGuards_IsRefused()
    {
        var options = new SallyportOptions { Policy = Policy };

        var error = Assert.Throws<OptionsValidationException>(() => new SallyportGuard(options));

        Assert.Contains("remote guards", error.Message, StringComparison.Ordinal);
    }

    private static RemoteJudgement Judge(GuardPlan plan, RemoteVerdict verdict) => RemoteJudgement.Of(plan, "text", [verdict], new FindingAllowance());

    private static PlanSet PlansOf(string policy) =>
        PolicySnapshot.Compile(PolicyReader.Read(policy).Document!, 0, StandardDetectors.All, TimeProvider.System).PlansFor(new PlanContext("m", null));
}
