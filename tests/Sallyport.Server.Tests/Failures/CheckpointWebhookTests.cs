using System.Runtime.Versioning;
using System.Text.Json;
using Sallyport.Ledger.Verification;
using Sallyport.TestKit.Providers;
using Xunit;

namespace Sallyport.Server.Tests.Failures;

/// <summary>Signed checkpoints that leave the machine over HTTP: a receiver that works, fails, hangs, redirects.</summary>
[SupportedOSPlatform("linux")]
public sealed class CheckpointWebhookTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Webhook_ThatFailsAtFirst_GetsASignedCheckpointAsSoonAsItWorks()
    {
        await using var receiver = await FakeProvider.StartAsync(FakeAnswer.Json("{}", 500), FakeAnswer.Json("{}", 503), FakeAnswer.Json("{}"));
        await using var server = await StartAsync(receiver.Address);
        using var client = server.OpenClient();
        using var answer = await client.PostAsync("/v1/chat/completions", StrictRecord.Hello(), Cancel);

        await UntilAsync(() => receiver.Requests.Count >= 3);

        var key = VerifierKey.Parse(await PublicKeyAsync(server));
        Assert.All(receiver.Requests, seen => Assert.Single(SignedCheckpoint.ReadAll(seen.Text, key)));
        Assert.All(receiver.Requests, static seen => Assert.Equal("Bearer witness-token", seen.Headers["Authorization"]));
        Assert.All(receiver.Requests, static seen => Assert.DoesNotContain("traceparent", seen.Headers.Keys));
    }

    [Fact]
    public async Task Webhook_ThatHangs_HoldsUpNeitherExchangesNorTheirRecords()
    {
        var hanging = new FakeAnswer().Silence();
        await using var receiver = await FakeProvider.StartAsync(hanging);
        await using var server = await StartAsync(receiver.Address);
        using var client = server.OpenClient();
        using var first = await client.PostAsync("/v1/chat/completions", StrictRecord.Hello(), Cancel);
        await UntilAsync(() => receiver.Requests.Count == 1);

        await using var load = ChatLoad.Start(server);
        await load.UntilAnsweredAsync(100, Cancel);
        await load.StopAsync();
        await server.UntilReadinessAsync(isReady: true, Cancel);
        Assert.False(hanging.Abandoned.Task.IsCompleted);
        Assert.Equal(0, await server.StopAsync());
        var ledger = await ServedLedger.ReadAsync(server);

        Assert.Empty(load.Refusals);
        Assert.All(load.Answered, id => Assert.Equal(["completed"], ledger.Outcomes[id]));
    }

    [Fact]
    public async Task Webhook_ThatRedirects_IsNotFollowed()
    {
        await using var other = await FakeProvider.StartAsync(FakeAnswer.Json("{}"));
        await using var receiver = await FakeProvider.StartAsync(FakeAnswer.Json("{}", 307).With("Location", other.Address.AbsoluteUri));
        await using var server = await StartAsync(receiver.Address);
        using var client = server.OpenClient();
        using var answer = await client.PostAsync("/v1/chat/completions", StrictRecord.Hello(), Cancel);

        await UntilAsync(() => receiver.Requests.Count >= 2);

        Assert.Empty(other.Requests);
    }

    private static Task<SallyportProcess> StartAsync(Uri receiver) => SallyportProcess.ServeWithAsync(
        new() { ["SALLYPORT_CHECKPOINT_WEBHOOK_TOKEN"] = "witness-token" }, null, "--checkpoint-webhook", new Uri(receiver, "/checkpoints").AbsoluteUri, "--checkpoint-seconds", "1");

    private static async Task<string> PublicKeyAsync(SallyportProcess server)
    {
        var exported = await SallyportProcess.RunAsync("ledger", "export", "default", Path.Combine(server.Folder, "ledger.jsonl"), "--data", server.Data, "--json");
        using var document = JsonDocument.Parse(exported.Output);
        return document.RootElement.GetProperty("public_key").GetString()!;
    }

    private static async Task UntilAsync(Func<bool> condition)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        patience.CancelAfter(TimeSpan.FromSeconds(30));
        while (!condition())
        {
            await Task.Delay(20, patience.Token);
        }
    }
}
