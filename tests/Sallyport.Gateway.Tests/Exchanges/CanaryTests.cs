using System.Text;
using System.Text.Json;
using Sallyport.Gateway.Tests.Wires;
using Sallyport.Ledger;
using Sallyport.Storage.Ledger;
using Sallyport.Tenancy;
using Sallyport.TestKit.Providers;
using Xunit;

namespace Sallyport.Gateway.Tests.Exchanges;

/// <summary>A canary of one tenant in another's traffic: blocked in the dialect's own form whatever policy says, and told of to both, neither of whom learns of the other.</summary>
public sealed class CanaryTests
{
    private const string Lax = "version: 1\nname: lax\nmode: observe\nguards: []\n";

    public static TheoryData<string, bool> Wires => [.. from wire in Wire.All from stream in new[] { true, false } select (wire.Name, stream)];

    [Theory]
    [MemberData(nameof(Wires))]
    public async Task Prompt_WithAnothersCanary_ReachesNoModel(string name, bool isStream)
    {
        var wire = Wire.All.Single(wire => wire.Name == name);
        var (owner, token) = await OwnerAsync();
        await using var provider = await FakeProvider.StartAsync(wire.Reply(isStream, ScriptPart.Text("ok")));
        await using var gateway = await GuardedGateway.StartAsync(provider.Address, Lax, wire.Kind);

        var answer = await gateway.SendAsync(wire.Path, wire.Request($"what is {token.ToUpperInvariant()}?", isStream));

        Assert.Empty(provider.Requests);
        Assert.DoesNotContain("\"ok\"", answer, StringComparison.Ordinal);
        await AssertToldAsync(gateway, owner, "prompt");
    }

    [Theory]
    [MemberData(nameof(Wires))]
    public async Task Answer_WithAnothersCanary_IsBlocked(string name, bool isStream)
    {
        var wire = Wire.All.Single(wire => wire.Name == name);
        var (owner, token) = await OwnerAsync();
        await using var provider = await FakeProvider.StartAsync(wire.Reply(isStream, ScriptPart.Text("It is ", token[..5], token[5..30], token[30..], " as you know")));
        await using var gateway = await GuardedGateway.StartAsync(provider.Address, Lax, wire.Kind);

        var answer = await gateway.SendAsync(wire.Path, wire.Request("hi", isStream));

        Assert.True(wire.IsBlocked(answer));
        Assert.DoesNotContain(token[..5], answer, StringComparison.Ordinal);
        Assert.DoesNotContain("as you know", answer, StringComparison.Ordinal);
        await AssertToldAsync(gateway, owner, "answer");
    }

    [Fact]
    public async Task OwnCanary_IsRecordedAndPasses_UnlessPolicySaysOtherwise()
    {
        await using var provider = await FakeProvider.StartAsync(Wire.Chat.Reply(false, ScriptPart.Text("ok")));
        await using var gateway = await GuardedGateway.StartAsync(provider.Address, Lax);
        await using var strict = await GuardedGateway.StartAsync(provider.Address, "version: 1\nname: strict\nguards:\n  - {name: planted, findings: [canary], on: both, action: block}\n");
        var canaries = (await TestInstallation.Instance).Canaries;

        var passed = await gateway.SendAsync(Wire.Chat.Path, Wire.Chat.Request(canaries.TokenOf(gateway.Tenant), false));
        await strict.SendAsync(Wire.Chat.Path, Wire.Chat.Request(canaries.TokenOf(strict.Tenant), false));

        Assert.Contains("ok", passed, StringComparison.Ordinal);
        Assert.Contains("\"kind\":\"canary\"", Encoding.UTF8.GetString(Assert.Single(await gateway.EntriesAsync()).Body), StringComparison.Ordinal);
        Assert.Contains("\"blocked_by\":\"planted\"", Encoding.UTF8.GetString(Assert.Single(await strict.EntriesAsync()).Body), StringComparison.Ordinal);
        Assert.Single(provider.Requests);
    }

    [Fact]
    public async Task Breach_IsLoggedAsCritical_ALineForEachTenant()
    {
        var (owner, token) = await OwnerAsync();
        var logs = new CapturedLogs();
        await using var provider = await FakeProvider.StartAsync(Wire.Chat.Reply(false, ScriptPart.Text("ok")));
        await using var gateway = await GuardedGateway.StartAsync(provider.Address, Lax, logs: logs);

        await gateway.SendAsync(Wire.Chat.Path, Wire.Chat.Request(token, false));
        await gateway.EntriesAsync(2);

        var lines = logs.Lines.Where(static line => line.Contains("BREACH", StringComparison.Ordinal)).ToList();
        Assert.Contains(lines, line => line.Contains(gateway.Tenant.Value, StringComparison.Ordinal) && !line.Contains(owner.Value, StringComparison.Ordinal));
        Assert.DoesNotContain(lines, line => line.Contains(token, StringComparison.OrdinalIgnoreCase));
    }

    private static async Task<(TenantId Owner, string Token)> OwnerAsync()
    {
        var (tenant, _) = await TestInstallation.CreateTenantAsync();
        return (tenant.Id, (await TestInstallation.Instance).Canaries.TokenOf(tenant.Id));
    }

    private static async Task AssertToldAsync(GuardedGateway gateway, TenantId owner, string place)
    {
        var finders = (await gateway.EntriesAsync(2)).Select(static row => Encoding.UTF8.GetString(row.Body)).ToList();
        var store = new LedgerStore((await TestInstallation.Instance).Database);
        IReadOnlyList<LedgerRow> owners = [];
        while (owners.Count == 0)
        {
            owners = await store.ReadEntriesAsync(owner, 0, 10, withPayloads: true, TestContext.Current.CancellationToken);
            await Task.Yield();
        }

        var met = Assert.Single(finders, static body => Kind(body) == LedgerKinds.IsolationBreach);
        var owned = Encoding.UTF8.GetString(Assert.Single(owners).Body);
        Assert.Contains("another tenant", met, StringComparison.Ordinal);
        Assert.Contains("this tenant", owned, StringComparison.Ordinal);
        Assert.Contains($"\"place\":\"{place}\"", met, StringComparison.Ordinal);
        Assert.Contains($"\"place\":\"{place}\"", owned, StringComparison.Ordinal);
        Assert.Contains(finders, static body => body.Contains("\"blocked_by\":\"isolation\"", StringComparison.Ordinal));
        Assert.DoesNotContain(finders, body => body.Contains(owner.Value, StringComparison.Ordinal));
        Assert.DoesNotContain(gateway.Tenant.Value, owned, StringComparison.Ordinal);
        Assert.DoesNotContain("ex_", owned, StringComparison.Ordinal);
    }

    private static string? Kind(string body)
    {
        using var json = JsonDocument.Parse(body);
        return json.RootElement.TryGetProperty("kind", out var kind) ? kind.GetString() : null;
    }
}
