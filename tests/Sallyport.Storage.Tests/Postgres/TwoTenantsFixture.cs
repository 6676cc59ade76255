using Sallyport.Storage.Tests.Tenancy;
using Xunit;

namespace Sallyport.Storage.Tests.Postgres;

/// <summary>A database on PostgreSQL in which two tenants have rows in every table.</summary>
public sealed class TwoTenantsFixture : IAsyncLifetime
{
    public PostgresFixture Postgres { get; } = new();

    internal TenantLife Mine { get; private set; } = null!;

    internal TenantLife Theirs { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        await Postgres.InitializeAsync();
        var work = new Workspace(Postgres.Database);
        (Mine, Theirs) = (new TenantLife(work, "Mine"), new TenantLife(work, "Theirs"));
        await Mine.BeginAsync(Chapters.All, CancellationToken.None);
        await Theirs.BeginAsync(Chapters.All, CancellationToken.None);

        // As if keys were being rotated, a month erased, and a deletion of the tenant unstated.
        var theirs = new { tenant = Theirs.Vault.Tenant.Value, check = new byte[32] };
        await Postgres.ExecuteAsync("INSERT INTO key_rotations (tenant_id, from_key, to_key, phase, since) VALUES (@tenant, 1, 2, 'Resealing', 0)", theirs);
        await Postgres.ExecuteAsync("INSERT INTO shredded_months (tenant_id, month, shredded) VALUES (@tenant, 24300, 0)", theirs);
        await Postgres.ExecuteAsync("INSERT INTO tenant_deletions (tenant_id, deleted) VALUES (@tenant, 0)", theirs);
        await Postgres.ExecuteAsync("INSERT INTO master_rotations (tenant_id, check_before, check_after) VALUES (@tenant, @check, @check)", theirs);
    }

    public ValueTask DisposeAsync() => Postgres.DisposeAsync();
}
