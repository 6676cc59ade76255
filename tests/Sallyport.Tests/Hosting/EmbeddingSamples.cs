using Microsoft.Extensions.AI;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

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
}
