using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Sallyport.Detection.Models;
using Sallyport.TestKit.Providers;
using Xunit;
using static Sallyport.Gateway.Tests.RemoteGuards.RemoteTrial;

namespace Sallyport.Gateway.Tests.RemoteGuards;

/// <summary>A policy that asks a classifier of the operator's own, in this process.</summary>
public sealed class OwnClassifierTests
{
    [Fact]
    public async Task Request_ThatTheClassifierFinds_IsNotSent()
    {
        await using var provider = await FakeProvider.StartAsync(Answer("fine"));
        var classifier = Judging("dreadful");
        await using var gateway = await StartAsync(provider, classifier);

        using var passed = await gateway.PostAsync("/v1/chat/completions", Chat(Question));
        using var refused = await gateway.PostAsync("/v1/chat/completions", Chat("Something dreadful."));
        var entries = await gateway.EntriesAsync(2);

        Assert.Equal(HttpStatusCode.OK, passed.StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
        Assert.Single(provider.Requests);
        Assert.Contains("\"blocked_by\":\"own\"", Entry(entries, 1), StringComparison.Ordinal);
        Assert.Contains("\"remote_guards\":[{\"calls\":1", Entry(entries, 1), StringComparison.Ordinal);
        Assert.Equal([Question, "Something dreadful."], classifier.Texts);
    }

    [Theory]
    [InlineData(0.79f, HttpStatusCode.OK)]
    [InlineData(0.81f, HttpStatusCode.BadRequest)]
    public async Task Score_CountsFromTheGuardsLeastOn(float score, HttpStatusCode status)
    {
        await using var provider = await FakeProvider.StartAsync(Answer("fine"));
        var classifier = new FakeClassifier("tiny", "good", "bad", "worse") { OnScore = (_, _) => Task.FromResult(new[] { 0.99f, 0.1f, score }) };
        await using var gateway = await StartAsync(provider, classifier, labels: "bad, worse", guard: "min_score: 0.8");

        using var response = await gateway.PostAsync("/v1/chat/completions", Chat(Question));

        Assert.Equal(status, response.StatusCode);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Answer_ThatTheClassifierFinds_NeverLeaves(bool streams)
    {
        await using var provider = await FakeProvider.StartAsync(streams ? Stream("Something ", "dreadful.") : Answer("Something dreadful."));
        await using var gateway = await StartAsync(provider, Judging("dreadful"), on: "output");

        var answer = await gateway.ChatAsync(Chat(Question, streams));

        Assert.DoesNotContain("Something", answer, StringComparison.Ordinal);
        Assert.Contains("\"outcome\":\"answer_blocked\"", Entry(await gateway.EntriesAsync()), StringComparison.Ordinal);
    }

    // What was found stands at the end, so nothing of the stream may have left by then: it is held whole.
    [Fact]
    public async Task Stream_OfWhichTheClassifierJudges_IsHeldUntilItHas()
    {
        var (asked, judged) = (new TaskCompletionSource(), new TaskCompletionSource());
        var classifier = new FakeClassifier("tiny", "good", "bad")
        {
            OnScore = async (_, _) =>
            {
                asked.SetResult();
                await judged.Task;
                return [1, 0];
            },
        };
        await using var provider = await FakeProvider.StartAsync(Stream("Line ", "five."));
        await using var gateway = await StartAsync(provider, classifier, on: "output");

        var answering = gateway.Client.SendAsync(
            new(HttpMethod.Post, "/v1/chat/completions") { Content = new StringContent(Chat(Question, streams: true), Encoding.UTF8, "application/json") }, HttpCompletionOption.ResponseHeadersRead);
        await asked.Task;
        var wasHeld = !answering.IsCompleted;
        judged.SetResult();
        using var answer = await answering;

        Assert.True(wasHeld);
        Assert.Equal("Line five.", Assert.Single(classifier.Texts));
        Assert.Contains("five.", await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Stream_ThatIsOnlyObserved_FlowsAndIsRecorded()
    {
        await using var provider = await FakeProvider.StartAsync(Stream("Something ", "dreadful."));
        await using var gateway = await StartAsync(provider, Judging("dreadful"), on: "output", guard: "mode: observe");

        Assert.Contains("dreadful", await gateway.ChatAsync(Chat(Question, streams: true)), StringComparison.Ordinal);
        Assert.Contains("\"enforced\":false,\"guard\":\"own\",\"kind\":\"injection.own\"", Entry(await gateway.EntriesAsync()), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("another name")]
    [InlineData("another label")]
    [InlineData("takes too long")]
    public async Task Classifier_ThatCantBeAsked_ClosesUnlessPolicySaysPass(string failure)
    {
        await using var provider = await FakeProvider.StartAsync(Answer("fine"));
        await using var closed = await StartAsync(provider, Failing(failure), timeout: 100);
        await using var open = await StartAsync(provider, Failing(failure), timeout: 100, guard: "on_unreachable: pass");

        using var refused = await closed.PostAsync("/v1/chat/completions", Chat(Question));
        using var passed = await open.PostAsync("/v1/chat/completions", Chat(Question));

        Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
        Assert.Equal(HttpStatusCode.OK, passed.StatusCode);
        Assert.Contains("\"unreachable\":[\"onnx:judge\"]", Entry(await closed.EntriesAsync()), StringComparison.Ordinal);
        Assert.Contains("\"unreachable\":[\"onnx:judge\"]", Entry(await open.EntriesAsync()), StringComparison.Ordinal);
        Assert.Single(provider.Requests);
    }

    [Fact]
    public async Task Text_OfWhichTheModelGivesNoProbabilities_IsBlockedWhateverPolicySays()
    {
        await using var provider = await FakeProvider.StartAsync(Answer("fine"));
        await using var gateway = await StartAsync(provider, Failing("gives no probabilities"), guard: "on_unreachable: pass");

        using var refused = await gateway.PostAsync("/v1/chat/completions", Chat(Question));

        Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
        Assert.Empty(provider.Requests);
    }

    [Fact]
    public async Task Classifier_WhoseCallerLeaves_IsTold()
    {
        var (asked, told) = (new TaskCompletionSource(), new TaskCompletionSource());
        var classifier = new FakeClassifier("tiny", "good", "bad")
        {
            OnScore = async (_, cancellationToken) =>
            {
                await using var registration = cancellationToken.Register(told.SetResult);
                asked.SetResult();
                await Task.Delay(Timeout.Infinite, cancellationToken);
                return [];
            },
        };
        await using var provider = await FakeProvider.StartAsync(Answer("fine"));
        await using var gateway = await StartAsync(provider, classifier, timeout: 30_000);
        using var leave = new CancellationTokenSource();

        var asking = gateway.Client.PostAsync("/v1/chat/completions", new StringContent(Chat(Question), Encoding.UTF8, "application/json"), leave.Token);
        await asked.Task.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        await leave.CancelAsync();
        await told.Task.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => asking);
        Assert.Empty(provider.Requests);
    }

    [Fact]
    public async Task LongText_IsReadToItsEnd_AndNotAgainInTheNextTurn()
    {
        await using var provider = await FakeProvider.StartAsync(Answer("fine"));
        var classifier = Judging("dreadful");
        await using var gateway = await StartAsync(provider, classifier);
        var text = string.Concat(Enumerable.Range(0, 500).Select(static i => $"Sentence {i}. "));

        await gateway.ChatAsync(Chat(text));
        var calls = classifier.Texts.Count;
        await gateway.ChatAsync(Chat(text, Question));
        using var refused = await gateway.PostAsync("/v1/chat/completions", Chat(text + "dreadful"));

        Assert.InRange(calls, text.Length / 1_000, text.Length / 500);
        Assert.All(classifier.Texts, static read => Assert.InRange(read.Length, 1, 1_000));
        Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
        Assert.InRange(classifier.Texts.Count, calls + 2, calls + 4);
    }

    [Theory]
    [InlineData("known", "bad", HttpStatusCode.Created, "")]
    [InlineData("unknown", "bad", HttpStatusCode.BadRequest, "asks the classifier 'unknown', which this server doesn't run; it runs 'known'")]
    [InlineData("known", "worse", HttpStatusCode.BadRequest, "goes by the label 'worse', but the classifier 'known' has good, bad")]
    public async Task Policy_ThatAsksForWhatTheServerDoesNotRun_IsNotTaken(string model, string label, HttpStatusCode status, string expected)
    {
        await using var provider = await FakeProvider.StartAsync(Answer("fine"));
        await using var gateway = await GuardedGateway.StartAsync(provider.Address);
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(gateway.Admin, $"/admin/v1/tenants/{gateway.Tenant}/policies"))
        {
            Content = new StringContent(new JsonObject { ["text"] = PolicyThatAsksHere(model, label) }.ToJsonString(), Encoding.UTF8, "application/json"),
        };
        request.Headers.Authorization = new("Bearer", TestInstallation.AdminToken);

        using var client = new HttpClient();
        using var response = await client.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal(status, response.StatusCode);
        Assert.Contains(expected, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    private static FakeClassifier Judging(string word) => new("tiny", "good", "bad")
    {
        OnScore = (text, _) => Task.FromResult(text.Contains(word, StringComparison.Ordinal) ? new[] { 0.02f, 0.98f } : [0.98f, 0.02f]),
    };

    private static FakeClassifier Failing(string failure) => failure switch
    {
        "another name" => new("huge", "good", "bad"),
        "another label" => new("tiny", "good", "evil"),
        "takes too long" => new("tiny", "good", "bad")
        {
            OnScore = static async (_, cancellationToken) =>
            {
                await Task.Delay(Timeout.Infinite, cancellationToken);
                return [];
            },
        },
        _ => new("tiny", "good", "bad") { OnScore = static (_, _) => throw new ClassificationException("It gave none.") },
    };

    private static Task<GuardedGateway> StartAsync(FakeProvider provider, FakeClassifier classifier, string on = "input", string labels = "bad", int timeout = 10_000, string guard = "") =>
        GuardedGateway.StartAsync(provider.Address, PolicyThatAsksHere("tiny", labels, on, timeout, guard), classifiers: classifier);

    private static string PolicyThatAsksHere(string model, string labels, string on = "input", int timeout = 10_000, string guard = "") => $$"""
        version: 1
        name: own
        remote_guards:
          - name: judge
            protocol: onnx
            model: {{model}}
            finds: [{kind: injection.own, labels: [{{labels}}]}]
            timeout_ms: {{timeout}}
        guards:
          - name: own
            findings: [injection.own]
            on: {{on}}
            {{(on == "output" ? "channels: [text]" : "origins: [user]")}}
            action: block
            {{guard}}
        """;
}
