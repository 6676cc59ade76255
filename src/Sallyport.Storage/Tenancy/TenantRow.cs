using Sallyport.Tenancy;

namespace Sallyport.Storage.Tenancy;

/// <summary>A row of <c>tenants</c>.</summary>
internal sealed record TenantRow(
    string TenantId,
    string Name,
    string State,
    long? RequestsPerMinute,
    long? TokensPerMinute,
    long? Concurrency,
    long? StoredMegabytes,
    long Recording,
    long StrictLedger,
    long Created)
{
    public const string Columns = "t.tenant_id, t.name, t.state, t.requests_per_minute, t.tokens_per_minute, t.concurrency, t.stored_megabytes, t.recording, t.strict_ledger, t.created";

    public static TenantRow From(Tenant tenant) => new(
        tenant.Id.Value,
        tenant.Name.Value,
        StateText(tenant.State),
        tenant.Settings.Limits.RequestsPerMinute,
        tenant.Settings.Limits.TokensPerMinute,
        tenant.Settings.Limits.Concurrency,
        tenant.Settings.StoredMegabytes,
        tenant.Settings.Recording ? 1 : 0,
        tenant.Settings.StrictLedger ? 1 : 0,
        tenant.Created.ToUnixTimeMilliseconds());

    public static string StateText(TenantState state) => state switch
    {
        TenantState.Active => "active",
        TenantState.Suspended => "suspended",
        _ => "deleted",
    };

    public Tenant ToTenant()
    {
        var state = State switch
        {
            "active" => TenantState.Active,
            "suspended" => TenantState.Suspended,
            _ => TenantState.Deleted,
        };
        var settings = new TenantSettings
        {
            Limits = new CallLimits(RequestsPerMinute, TokensPerMinute, Concurrency),
            StoredMegabytes = StoredMegabytes,
            Recording = Recording != 0,
            StrictLedger = StrictLedger != 0,
        };
        var name = state == TenantState.Deleted ? default : TenantName.Parse(Name, null);
        return new Tenant(Sallyport.Tenancy.TenantId.Parse(TenantId, null), name, state, settings, DateTimeOffset.FromUnixTimeMilliseconds(Created));
    }
}
