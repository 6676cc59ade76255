using System.Text;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Sallyport.Ledger;
using Sallyport.Tenancy;
using Sallyport.TestKit.Ledger;
using Xunit;

namespace Sallyport.Tests.Hosting;

public sealed class EmbeddedLedgerTests
{
    private const string Policy = """
        version: 1
        name: embedded
        guards:
          - {name: out, findings: [pii.email], on: output, action: redact}
          - {name: in, findings: [pii.payment_card], on: input, action: block}
        """;

    private readonly MemoryLedgerStore _store = new();
    private readonly TenantId _tenant = TenantId.New();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Exchanges_PlainStreamedAndBlocked_EachLeaveOneEntryWithoutTheirText()
    {
        await using (var services = Services(ScriptedChatClient.Saying("Write to ann@example.com now.")))
        {
            var client = services.GetRequiredService<IChatClient>();
            await client.GetResponseAsync("who is Clementine?", cancellationToken: Token);
            await client.GetStreamingResponseAsync("who is Clementine?", cancellationToken: Token).ToListAsync(Token);
            await client.GetResponseAsync("my card is 4111 1111 1111 1111", cancellationToken: Token);
        }

        var entries = await EntriesAsync();
        Assert.Equal(["completed", "completed", "prompt_blocked"], entries.Select(entry => entry.Fact("outcome")!.Value.GetString()!));
        Assert.Equal(["in"], entries.Select(entry => entry.Fact("blocked_by")?.GetString()).OfType<string>());
        Assert.All(entries, entry => Assert.Equal(("application", null), (entry.Actor, entry.Principal)));
        Assert.All(entries, entry => Assert.DoesNotContain("Clementine", Encoding.UTF8.GetString(entry.Body.Span), StringComparison.Ordinal));
        Assert.Contains("pii.email", entries[1].Fact("findings")!.Value.GetRawText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Stream_ThatItsReaderLeaves_IsRecordedAsLeft()
    {
        await using (var services = Services(ScriptedChatClient.Saying("one. ", "two. ", "three. ")))
        {
            await foreach (var update in services.GetRequiredService<IChatClient>().GetStreamingResponseAsync("q", cancellationToken: Token))
            {
                break;
            }
        }

        Assert.Equal("client_gone", Assert.Single(await EntriesAsync()).Fact("outcome")!.Value.GetString());
    }

    [Fact]
    public async Task Strict_StreamedExchange_IsOpenedOnRecordFirst()
    {
        await using (var services = Services(ScriptedChatClient.Saying("hello"), "durability: strict\n"))
        {
            await services.GetRequiredService<IChatClient>().GetStreamingResponseAsync("q", cancellationToken: Token).ToListAsync(Token);
        }

        Assert.Equal(["exchange.opened", "exchange"], (await EntriesAsync()).Select(entry => entry.Kind));
    }

    [Fact]
    public async Task Ledger_ThatCannotBeWritten_GivesNoAnswer()
    {
        await using var services = Services(ScriptedChatClient.Saying("hello"), "durability: strict\n");
        _store.BeforeCommit = () => throw new IOException("the disk is full");

        await Assert.ThrowsAsync<LedgerUnavailableException>(() => services.GetRequiredService<IChatClient>().GetResponseAsync("q", cancellationToken: Token));
    }

    private ServiceProvider Services(IChatClient client, string more = "")
    {
        var services = new ServiceCollection();
        services.AddSallyport(options => options.Policy = Policy + "\n" + more).WithLedger(_store, _tenant);
        services.AddChatClient(client).UseSallyport();
        return services.BuildServiceProvider();
    }

    private async Task<IReadOnlyList<LedgerEntry>> EntriesAsync() =>
        [.. (await _store.ReadEntriesAsync(_tenant, 0, 100, false, Token)).Select(LedgerEntry.Read)];
}
