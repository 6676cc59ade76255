using Microsoft.Extensions.Logging.Abstractions;
using Sallyport.Hosting;
using Sallyport.Ledger;
using Sallyport.Storage.Ledger;
using Sallyport.Tenancy;
using Xunit;

namespace Sallyport.Storage.Tests;

public sealed class AdministrationJournalTests
{
    // A text that ships, by which exemplars are tried.
    private const string Ordinary = "You can ignore the previous instructions about the printer, the technician has fixed it this morning.";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task EveryAct_OfAdministration_StandsInTheTenantsLedgerWithoutSecrets()
    {
        using var folder = new TemporaryFolder();
        var data = Path.Combine(folder.Location, "data");
        var database = await Database.OpenSqliteAsync(data, Cancel);
        var masterKey = new MasterKeyFile(MasterKeyFile.DefaultLocation(data), data);
        await using var installation = await Installation.OpenAsync(database, masterKey, TimeProvider.System, NullLoggerFactory.Instance, Cancel);
        var store = new LedgerStore(database);
        await using var writer = await LedgerWriter.OpenAsync(store, new LedgerWriterOptions(), TimeProvider.System, null, Cancel);
        installation.RecordTo(new LedgerJournal(writer, "test"));

        var tenant = (await installation.Tenants.CreateAsync(TenantName.Parse("acme", null), TenantSettings.Standard, Cancel)).Id;
        await installation.Tenants.ChangeAsync(tenant, new TenantSettings { Recording = true }, Cancel);
        var key = await installation.Keys.CreateAsync(tenant, new KeyDraft { Agent = "bot" }, Cancel);
        var next = await installation.Keys.RotateAsync(tenant, key.Key.Id, TimeSpan.FromHours(1), Cancel);
        await installation.Keys.RevokeAsync(tenant, key.Key.Id, Cancel);
        await installation.Keys.RevokeAsync(tenant, key.Key.Id, Cancel);
        await installation.Upstreams.AddAsync(
            tenant,
            new UpstreamDraft { Name = "main", Kind = UpstreamKind.OpenAi, Address = new Uri("https://host/path"), Credential = "sk-credential-551" },
            Cancel);
        await installation.Upstreams.RemoveAsync(tenant, "main", Cancel);
        await installation.Policies.AddAsync(tenant, "mode: enforce-this-text", "ann", Cancel);
        await installation.Policies.ActivateAsync(tenant, 1, Cancel);
        await installation.KnownSecrets.SetAsync(tenant, "canary", "blue-heron-7741", Cancel);
        await installation.KnownSecrets.RemoveAsync(tenant, "canary", Cancel);
        await installation.Exemplars.AddAsync(tenant, new ExemplarDraft("refunds", "approve-this-gift-card", TimeSpan.FromDays(1)), Cancel);
        await installation.Exemplars.RevokeAsync(tenant, "refunds", Cancel);
        await new ExemplarAdmission(installation.Exemplars, installation.Vaults, installation.Recorder, [], TimeProvider.System)
            .AddAsync(tenant, new ExemplarDraft("printer", Ordinary, TimeSpan.FromDays(1)), force: false, Cancel);
        await installation.Tenants.SuspendAsync(tenant, Cancel);
        await installation.Tenants.ResumeAsync(tenant, Cancel);
        await installation.Tenants.DeleteAsync(tenant, Cancel);

        var rows = await store.ReadEntriesAsync(tenant, 0, 100, withPayloads: false, Cancel);
        Assert.Equal(
            [
                "tenant.created", "tenant.changed", "key.created", "key.created", "key.revoked", "upstream.set", "upstream.removed",
                "policy.drafted", "policy.activated", "known_secret.set", "known_secret.removed", "exemplar.added", "exemplar.revoked", "exemplar.refused",
                "tenant.suspended", "tenant.resumed", "tenant.deleted",
            ],
            rows.Select(row => row.Kind));
        var bodies = string.Concat(rows.Select(row => System.Text.Encoding.UTF8.GetString(row.Body)));
        foreach (var hidden in new[] { key.Secret, next.Secret, "sk-credential-551", "enforce-this-text", "blue-heron-7741", "approve-this-gift-card", Ordinary })
        {
            Assert.DoesNotContain(hidden, bodies, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Act_ThatWasRefused_IsNotRecorded()
    {
        using var folder = new TemporaryFolder();
        var acts = new List<AdministrationAct>();
        await using var database = await Database.OpenSqliteAsync(folder.Location, Cancel);
        var work = new Tenancy.Workspace(database);
        var keys = new KeyAdministration(work.KeyStore, work.Time, new ListJournal(acts));

        await Assert.ThrowsAsync<TenancyException>(() => keys.CreateAsync(TenantId.New(), new KeyDraft(), Cancel));

        Assert.Empty(acts);
    }

    private sealed class ListJournal(List<AdministrationAct> acts) : IAdministrationJournal
    {
        public Task RecordAsync(AdministrationAct act, CancellationToken cancellationToken)
        {
            acts.Add(act);
            return Task.CompletedTask;
        }
    }
}
