using System.Net;
using System.Runtime.Versioning;
using Sallyport.Server.Tests.Retrieval;
using Sallyport.TestKit;
using Xunit;

namespace Sallyport.Server.Tests.Failures;

/// <summary>PostgreSQL that goes away under load, and two nodes on one database.</summary>
[SupportedOSPlatform("linux")]
public sealed class PostgresFailureTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Postgres_RestartedUnderLoad_IsFailedClosedOnAndComesBackWithAllThatWasAnswered()
    {
        var postgres = await PostgresServer.StartPrivateAsync();
        var environment = await TestDatabase.CreateAsync(postgres);
        await using var server = await SallyportProcess.ServeWithAsync(environment);
        await using var load = ChatLoad.Start(server);
        await load.UntilAnsweredAsync(50, Cancel);

        await postgres.CrashAsync();
        var fault = await server.UntilReadinessAsync(isReady: false, Cancel);
        await load.UntilRefusedAsync(20, Cancel);
        await postgres.StartAgainAsync();
        await server.UntilReadinessAsync(isReady: true, Cancel);
        await load.UntilAnsweredAsync(50, Cancel);
        await load.StopAsync();
        Assert.Equal(0, await server.StopAsync());
        var ledger = await ServedLedger.ReadAsync(server, environment);

        Assert.NotEmpty(fault);
        Assert.All(load.Refusals, refusal => Assert.Contains("ledger_unavailable", refusal, StringComparison.Ordinal));
        Assert.All(load.Answered, id => Assert.Equal("completed", ledger.Outcomes[id].Last()));
        Assert.DoesNotContain("ledger.unclean_stop", ledger.Kinds);
    }

    [Fact]
    public async Task Postgres_RestartedUnderRetrieval_IsToldAsUnavailableNeverAsABug()
    {
        var postgres = await PostgresServer.StartPrivateAsync();
        var environment = await TestDatabase.CreateAsync(postgres);
        await using var server = await SallyportProcess.ServeWithAsync(environment);
        var caller = await RetrievalCaller.OpenAsync(server, environment: environment);
        var (store, file) = await caller.IngestAsync("trains.txt", "Trains leave at noon.");
        await using var load = RetrievalLoad.Start(caller, store, file);
        await load.UntilAsync(static load => load.Answered >= 50);

        await postgres.CrashAsync();
        await load.UntilAsync(static load => load.Refusals.Count >= 50);
        await postgres.StartAgainAsync();
        await server.UntilReadinessAsync(isReady: true, Cancel);
        var before = load.Answered;
        await load.UntilAsync(load => load.Answered >= before + 50);
        await load.StopAsync();
        Assert.Equal(0, await server.StopAsync());
        var log = await server.Output + await server.Error;

        Assert.All(load.Refusals, static refusal => Assert.Equal(HttpStatusCode.ServiceUnavailable, refusal.Status));
        var unavailable = load.Refusals.Where(static refusal => refusal.Body.Contains("\"retrieval_unavailable\"", StringComparison.Ordinal)).ToList();
        Assert.NotEmpty(unavailable);
        Assert.All(unavailable, static refusal => Assert.Equal(TimeSpan.FromSeconds(5), refusal.RetryAfter));
        Assert.All(load.Refusals.Except(unavailable), static refusal => Assert.Contains("\"ledger_unavailable\"", refusal.Body, StringComparison.Ordinal));
        Assert.DoesNotContain("met a bug", log, StringComparison.Ordinal);
        Assert.Contains("The database of retrieval", log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task TwoNodes_OnOneDatabase_ShareKeysAndOneUnforkedLedger()
    {
        var (left, right, environment) = await StartTwoAsync();
        await using var first = left;
        await using var second = right;
        await using var load = ChatLoad.Start([first, second]);
        await load.UntilAnsweredAsync(100, Cancel);

        var created = await SallyportProcess.RunWithAsync(
            environment, "key", "create", "default", "--scopes", "infer", "--data", first.Data, "--json");
        Assert.True(created.Code == 0, created.Error);
        using var key = System.Text.Json.JsonDocument.Parse(created.Output);
        using var client = new HttpClient { BaseAddress = second.Listen };
        client.DefaultRequestHeaders.Authorization = new("Bearer", key.RootElement.GetProperty("api_key").GetString());
        var known = System.Diagnostics.Stopwatch.StartNew();
        while (true)
        {
            using var answer = await client.PostAsync("/v1/chat/completions", StrictRecord.Hello(), Cancel);
            if (answer.IsSuccessStatusCode)
            {
                break;
            }

            // A second is promised; the rest is a busy test machine's.
            Assert.True(known.Elapsed < TimeSpan.FromSeconds(5), "a key made beside one node is unknown to the other");
            await Task.Delay(20, Cancel);
        }

        await load.StopAsync();
        Assert.Equal(0, await first.StopAsync());
        using (var last = await client.PostAsync("/v1/chat/completions", StrictRecord.Hello(), Cancel))
        {
            Assert.True(last.IsSuccessStatusCode);
        }

        Assert.Equal(0, await second.StopAsync());
        var ledger = await ServedLedger.ReadAsync(second, environment);

        Assert.Empty(load.Refusals);
        Assert.All(load.Answered, id => Assert.Equal(["completed"], ledger.Outcomes[id]));
        Assert.DoesNotContain("ledger.unclean_stop", ledger.Kinds);
    }

    [Fact]
    public async Task TwoNodes_OneKilled_IsToldOnceItStartsAgainAndNotByTheOther()
    {
        var (first, right, environment) = await StartTwoAsync();
        await using var second = right;
        await first.KillAsync();
        Assert.Equal(0, await second.StopAsync());
        await using var other = await SallyportProcess.ServeWithAsync(environment, second.Folder);
        Assert.DoesNotContain("ledger.unclean_stop", (await CallAndReadAsync(other, environment)).Kinds);

        await using var again = await SallyportProcess.ServeWithAsync(environment, first.Folder);

        Assert.Single((await CallAndReadAsync(again, environment)).Kinds, static kind => kind == "ledger.unclean_stop");
    }

    private static async Task<ServedLedger> CallAndReadAsync(SallyportProcess server, Dictionary<string, string> environment)
    {
        using var client = server.OpenClient();
        using var answer = await client.PostAsync("/v1/chat/completions", StrictRecord.Hello(), Cancel);
        Assert.True(answer.IsSuccessStatusCode);
        return await ServedLedger.ReadWithAsync(server, answer, environment);
    }

    // Both at the same moment on an empty database: they race for the schema, the keys and the first tenant.
    private static async Task<(SallyportProcess First, SallyportProcess Second, Dictionary<string, string> Environment)> StartTwoAsync()
    {
        var environment = await TestDatabase.CreateAsync();
        var folder = Directory.CreateTempSubdirectory("sallyport-keys-").FullName;
        environment["SALLYPORT_MASTER_KEY_FILE"] = Path.Combine(folder, "master-key");
        var starts = await Task.WhenAll(SallyportProcess.ServeWithAsync(environment), SallyportProcess.ServeWithAsync(environment));
        return (starts[0], starts[1], environment);
    }
}
