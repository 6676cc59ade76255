using Microsoft.Extensions.AI;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Sallyport.Ledger;
using Sallyport.Ledger.Verification;
using Sallyport.Storage;
using Sallyport.Storage.Ledger;
using Sallyport.Tenancy;

namespace Sallyport.Tests.Hosting;

/// <summary>The code of docs/guide/embedding.md, compiled.</summary>
internal static class EmbeddingSamples
{
    public static async Task<string> PlainAsync(IChatClient client)
    {
        var guarded = client.AsBuilder()
            .UseFunctionInvocation()
            .UseSallyport()
            .Build();

        var answer = await guarded.GetResponseAsync("Who do I write to?");
        return answer.Text;
    }

    public static async Task StreamedAsync(IChatClient guarded)
    {
        await foreach (var update in guarded.GetStreamingResponseAsync("Who do I write to?"))
        {
            Console.Write(update.Text);
            if (update.FinishReason == ChatFinishReason.ContentFilter)
            {
                Console.WriteLine(" (ended by policy)");
            }
        }
    }

    public static void Register(IServiceCollection services, IConfiguration configuration, IChatClient client)
    {
        services.AddSallyport(options =>
        {
            options.Policy = File.ReadAllText("policy.yaml");
            options.KnownSecrets.Add(configuration["Payments:ApiKey"]!);
            options.OnExchange = report => Console.WriteLine($"{report.Exchange}: {report.Verdict} {report.BlockedBy}");
        });
        services.AddChatClient(client).UseSallyport();
    }

    public static async Task<ILedgerStore> RecordAsync(IServiceCollection services, string folder, CancellationToken cancellationToken)
    {
        var store = new LedgerStore(await Database.OpenSqliteAsync(folder, cancellationToken));
        services.AddSallyport()
            .WithLedger(store, TenantId.Parse("tn_0123456789abcdef", null));
        return store;
    }

    public static async Task ProveAsync(ILedgerStore store, byte[] seed, TenantId tenant, CancellationToken cancellationToken)
    {
        using var key = InstanceSigningKey.FromSeed("my-application", seed);
        using var publisher = new CheckpointPublisher(store, key, [new CheckpointFile("checkpoints")], TimeProvider.System);
        await new LedgerExport(store, publisher, key).WriteAsync(tenant, "ledger.jsonl", from: 0, opening: null, replace: false, cancellationToken);

        var result = await LedgerVerifier.VerifyAsync("ledger.jsonl", VerifierKey.Parse(key.VerifierKey), held: [], cancellationToken);
        Console.WriteLine(result.IsSound ? "sound" : result.Faults[0].Detail);
    }
}
