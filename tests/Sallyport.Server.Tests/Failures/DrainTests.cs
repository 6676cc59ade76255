using System.Net;
using System.Net.Sockets;
using System.Runtime.Versioning;
using Sallyport.TestKit.Providers;
using Xunit;

namespace Sallyport.Server.Tests.Failures;

/// <summary>SIGTERM while answers stream.</summary>
[SupportedOSPlatform("linux")]
public sealed class DrainTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Sigterm_DuringAStream_LetsItEndAndAcceptsNothingNew()
    {
        var release = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var provider = await OpenStream.ProviderAsync(release.Task);
        await using var server = await SallyportProcess.ServeAsync(null, "--upstream", $"fake={provider.Address}");
        using var client = server.OpenClient();
        await using var stream = await OpenStream.OpenAsync(client, Cancel);

        server.AskToStop();
        await UntilClosedAsync(server.Listen);
        Assert.Contains("stopping", await server.UntilReadinessAsync(isReady: false, Cancel), StringComparison.Ordinal);
        release.SetResult();
        var whole = await stream.ReadToEndAsync(Cancel);
        var code = await server.StopAsync();
        var ledger = await ServedLedger.ReadAsync(server);

        Assert.Equal(0, code);
        Assert.EndsWith("data: [DONE]\n\n", whole, StringComparison.Ordinal);
        Assert.Equal(["completed"], ledger.Outcomes[stream.Exchange]);
    }

    [Fact]
    public async Task Sigterm_DuringAStreamThatDoesNotEnd_TellsItsClientAfterTheDrainTimeAndRecordsWhoBrokeItOff()
    {
        await using var provider = await OpenStream.ProviderAsync(new TaskCompletionSource().Task);
        await using var server = await SallyportProcess.ServeAsync(null, "--upstream", $"fake={provider.Address}", "--drain-seconds", "1");
        using var client = server.OpenClient();
        await using var stream = await OpenStream.OpenAsync(client, Cancel);

        server.AskToStop();
        var received = await stream.ReadToBreakAsync(Cancel);
        var code = await server.StopAsync();
        var log = await server.Error;
        await using var second = await SallyportProcess.ServeAsync(server.Folder, "--upstream", $"fake={provider.Address}");
        using var again = second.OpenClient();
        using var after = await again.PostAsync("/v1/chat/completions", StrictRecord.Hello(), Cancel);
        var ledger = await ServedLedger.ReadAsync(second);
        var told = await SallyportProcess.RunAsync("explain", stream.Exchange, "--data", second.Data);

        Assert.Equal(0, code);
        Assert.Contains("\"code\":\"shutting_down\"", received, StringComparison.Ordinal);
        Assert.Contains("The gateway is shutting down", received, StringComparison.Ordinal);
        Assert.DoesNotContain("[DONE]", received, StringComparison.Ordinal);
        Assert.Equal(["failed"], ledger.Outcomes[stream.Exchange]);
        Assert.Equal(["shutting_down"], ledger.Failures[stream.Exchange]);
        Assert.Contains("failed (shutting_down)", told.Output, StringComparison.Ordinal);
        Assert.Contains($"\"exchange\":\"{stream.Exchange}\",\"code\":\"shutting_down\"", log, StringComparison.Ordinal);
        Assert.DoesNotContain("client_gone", log, StringComparison.Ordinal);
        Assert.DoesNotContain("ledger.unclean_stop", ledger.Kinds);
    }

    [Fact]
    public async Task Sigterm_DuringAWholeAnswerThatDoesNotCome_AnswersWithAnError()
    {
        var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var provider = await FakeProvider.StartAsync(_ =>
        {
            asked.TrySetResult();
            return new FakeAnswer().Silence();
        });
        await using var server = await SallyportProcess.ServeAsync(null, "--upstream", $"fake={provider.Address}", "--drain-seconds", "1");
        using var client = server.OpenClient();

        var answering = client.PostAsync("/v1/chat/completions", StrictRecord.Hello(), Cancel);
        await asked.Task.WaitAsync(Cancel);
        server.AskToStop();
        using var answer = await answering;
        var text = await answer.Content.ReadAsStringAsync(Cancel);
        var code = await server.StopAsync();
        var ledger = await ServedLedger.ReadAsync(server);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        Assert.Contains("\"code\":\"shutting_down\"", text, StringComparison.Ordinal);
        Assert.Equal(0, code);
        Assert.Equal(["shutting_down"], ledger.Failures[Assert.Single(answer.Headers.GetValues("x-sallyport-exchange"))]);
    }

    [Fact]
    public async Task Sigterm_IsTold_WithHowManyRequestsAreUnderWay_AndTheReadyFileGoes()
    {
        var release = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var provider = await OpenStream.ProviderAsync(release.Task);
        await using var server = await SallyportProcess.ServeAsync(null, "--upstream", $"fake={provider.Address}");
        using var client = server.OpenClient();
        await using var stream = await OpenStream.OpenAsync(client, Cancel);
        var wasReady = File.Exists(server.ReadyFile);

        server.AskToStop();
        await server.UntilReadinessAsync(isReady: false, Cancel);
        var isReady = File.Exists(server.ReadyFile);
        release.SetResult();
        await stream.ReadToEndAsync(Cancel);
        await server.StopAsync();
        var log = await server.Error;

        Assert.True(wasReady);
        Assert.False(isReady);
        Assert.Contains("Requests under way: 1, which may go on for 30 s", log, StringComparison.Ordinal);
        Assert.Contains("\"event\":6012", log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Sigterm_SignsWhatTheLedgerHolds_SoThatAnOlderDatabasePutBackIsFound()
    {
        await using var server = await SallyportProcess.ServeAsync();
        await server.StopAsync();
        var older = Directory.CreateDirectory(Path.Combine(server.Folder, "older")).FullName;
        foreach (var file in Directory.EnumerateFiles(server.Data, "sallyport.db*"))
        {
            File.Copy(file, Path.Combine(older, Path.GetFileName(file)));
        }

        await using var second = await SallyportProcess.ServeAsync(server.Folder);
        using var client = second.OpenClient();
        using var answered = await client.PostAsync("/v1/chat/completions", StrictRecord.Hello(), Cancel);
        var code = await second.StopAsync();
        foreach (var file in Directory.EnumerateFiles(server.Data, "sallyport.db*"))
        {
            File.Delete(file);
        }

        foreach (var file in Directory.EnumerateFiles(older))
        {
            File.Copy(file, Path.Combine(server.Data, Path.GetFileName(file)));
        }

        var refused = await SallyportProcess.RunAsync("serve", "--data", server.Data, "--listen", "http://127.0.0.1:0", "--admin", "http://127.0.0.1:0");

        Assert.True(answered.IsSuccessStatusCode);
        Assert.Equal(0, code);
        Assert.NotEqual(0, refused.Code);
        Assert.Contains("The ledger is not the one that was last", refused.Error, StringComparison.Ordinal);
    }

    private static async Task UntilClosedAsync(Uri address)
    {
        while (true)
        {
            using var socket = new TcpClient();
            try
            {
                await socket.ConnectAsync(address.Host, address.Port, Cancel);
            }
            catch (SocketException)
            {
                return;
            }

            await Task.Delay(20, Cancel);
        }
    }
}
