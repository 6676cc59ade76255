using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Sallyport.Rotation;
using Sallyport.Tenancy;

namespace Sallyport.Gateway.Admin;

/// <summary>Tenants: create, list, change, suspend, resume, delete.</summary>
internal sealed class TenantEndpoints(AdminServices services)
{
    public void Map(RouteGroupBuilder root)
    {
        var group = root.MapGroup("/tenants").WithTags("Tenants");
        group.MapGet("/", ListAsync).WithSummary("All tenants but the deleted, by name");
        group.MapPost("/", CreateAsync).WithSummary("Create a tenant with a data key of its own");
        group.MapGet("/{tenant}", GetAsync).WithSummary("One tenant, by name or id");
        group.MapPut("/{tenant}/settings", ChangeAsync).WithSummary("Replace a tenant's settings");
        group.MapPost("/{tenant}/suspend", SuspendAsync).WithSummary("Refuse the tenant's keys until it is resumed");
        group.MapPost("/{tenant}/resume", ResumeAsync).WithSummary("Let the tenant's keys work again");
        group.MapPost("/{tenant}/key-rotation", RotateKeyAsync).WithSummary("Give the tenant a new data key and seal all of it anew, in the background");
        group.MapGet("/{tenant}/key-rotation", KeyRotationAsync).WithSummary("How far a rotation of the tenant's data key has come");
        group.MapPost("/{tenant}/shred", ShredAsync).WithSummary("Erase a month of the tenant's records for good: recorded content, and what its ledger's entries hold sealed");
        group.MapDelete("/{tenant}", DeleteAsync).WithSummary("Destroy the tenant's data key, and with it all its content, for good");
    }

    private async Task<Ok<TenantList>> ListAsync(CancellationToken cancellationToken) =>
        TypedResults.Ok(new TenantList([.. (await services.Tenants.ListAsync(cancellationToken)).Select(TenantView.Of)]));

    private async Task<Created<TenantView>> CreateAsync(NewTenant request, CancellationToken cancellationToken)
    {
        if (!TenantName.TryParse(request.Name, null, out var name))
        {
            throw new TenancyException(TenancyFailure.Invalid, "A tenant's name is 1 to 40 of a-z, 0-9 and '-'.");
        }

        var tenant = await services.Tenants.CreateAsync(name, (request.Settings ?? new SettingsView()).ToSettings(), cancellationToken);
        await services.Directory.RefreshAsync(cancellationToken);
        return TypedResults.Created($"/admin/v1/tenants/{tenant.Id}", TenantView.Of(tenant));
    }

    private async Task<Ok<TenantView>> GetAsync(string tenant, CancellationToken cancellationToken) =>
        TypedResults.Ok(TenantView.Of(await services.Tenants.FindAsync(tenant, cancellationToken)));

    private async Task<Ok<TenantView>> ChangeAsync(string tenant, SettingsView settings, CancellationToken cancellationToken)
    {
        await services.Tenants.ChangeAsync(await services.FindTenantAsync(tenant, cancellationToken), settings.ToSettings(), cancellationToken);
        return await AfterChangeAsync(tenant, cancellationToken);
    }

    private async Task<Ok<TenantView>> SuspendAsync(string tenant, CancellationToken cancellationToken)
    {
        await services.Tenants.SuspendAsync(await services.FindTenantAsync(tenant, cancellationToken), cancellationToken);
        return await AfterChangeAsync(tenant, cancellationToken);
    }

    private async Task<Ok<TenantView>> ResumeAsync(string tenant, CancellationToken cancellationToken)
    {
        await services.Tenants.ResumeAsync(await services.FindTenantAsync(tenant, cancellationToken), cancellationToken);
        return await AfterChangeAsync(tenant, cancellationToken);
    }

    private async Task<NoContent> DeleteAsync(string tenant, CancellationToken cancellationToken)
    {
        await services.Tenants.DeleteAsync(await services.FindTenantAsync(tenant, cancellationToken), cancellationToken);
        await services.Directory.RefreshAsync(cancellationToken);
        return TypedResults.NoContent();
    }

    private async Task<Accepted<KeyRotationView>> RotateKeyAsync(string tenant, CancellationToken cancellationToken)
    {
        var rotation = await services.KeyRotations.BeginAsync(await services.FindTenantAsync(tenant, cancellationToken), cancellationToken);
        return TypedResults.Accepted($"/admin/v1/tenants/{rotation.Tenant}/key-rotation", KeyRotationView.Of(rotation));
    }

    private async Task<Ok<KeyRotationView>> KeyRotationAsync(string tenant, CancellationToken cancellationToken) =>
        await services.KeyRotations.FindAsync(await services.FindTenantAsync(tenant, cancellationToken), cancellationToken) is { } rotation
            ? TypedResults.Ok(KeyRotationView.Of(rotation))
            : throw new TenancyException(TenancyFailure.NotFound, "No rotation of the tenant's data key is under way; its ledger tells of those that have ended.");

    private async Task<NoContent> ShredAsync(string tenant, MonthToShred request, CancellationToken cancellationToken)
    {
        var owner = await services.FindTenantAsync(tenant, cancellationToken);
        await services.RecordShredding.ShredAsync(
            owner,
            RecordMonth.TryParse(request.Month, out var month) ? month : throw new TenancyException(TenancyFailure.Invalid, "A month looks like 2026-10."),
            cancellationToken);
        await services.Directory.RefreshAsync(cancellationToken);
        return TypedResults.NoContent();
    }

    private async Task<Ok<TenantView>> AfterChangeAsync(string tenant, CancellationToken cancellationToken)
    {
        await services.Directory.RefreshAsync(cancellationToken);
        return await GetAsync(tenant, cancellationToken);
    }

    internal sealed record TenantList(IReadOnlyList<TenantView> Tenants);

    internal sealed record KeyRotationView(string Phase, long FromKey, long ToKey, DateTimeOffset Since, long Resealed, long Unreadable)
    {
        public static KeyRotationView Of(TenantKeyRotation rotation) => new(
            rotation.Phase.ToString().ToLowerInvariant(), rotation.FromKey, rotation.ToKey, rotation.Since, rotation.Resealed, rotation.Unreadable);
    }

    internal sealed record MonthToShred(string Month);

    internal sealed record NewTenant(string Name, SettingsView? Settings = null);

    internal sealed record SettingsView(
        long? RequestsPerMinute = null, long? TokensPerMinute = null, long? Concurrency = null, long? StoredMegabytes = null, bool Recording = false, bool StrictLedger = false)
    {
        public TenantSettings ToSettings() => new()
        {
            Limits = new CallLimits(RequestsPerMinute, TokensPerMinute, Concurrency),
            StoredMegabytes = StoredMegabytes,
            Recording = Recording,
            StrictLedger = StrictLedger,
        };
    }

    internal sealed record TenantView(string Id, string Name, string State, DateTimeOffset Created, SettingsView Settings)
    {
        public static TenantView Of(Tenant tenant)
        {
            var (limits, settings) = (tenant.Settings.Limits, tenant.Settings);
            return new(
                tenant.Id.Value,
                tenant.Name.Value,
                tenant.State == TenantState.Suspended ? "suspended" : "active",
                tenant.Created,
                new(limits.RequestsPerMinute, limits.TokensPerMinute, limits.Concurrency, settings.StoredMegabytes, settings.Recording, settings.StrictLedger));
        }
    }
}
