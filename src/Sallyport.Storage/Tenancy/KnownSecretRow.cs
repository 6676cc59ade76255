using Sallyport.Tenancy;

namespace Sallyport.Storage.Tenancy;

/// <summary>A row of <c>known_secrets</c>.</summary>
internal sealed record KnownSecretRow(string TenantId, string Name, byte[] SealedValue, long Created)
{
    public const string Columns = "s.tenant_id, s.name, s.sealed_value, s.created";

    public KnownSecret ToSecret() => new()
    {
        Tenant = Sallyport.Tenancy.TenantId.Parse(TenantId, null),
        Name = Name,
        SealedValue = SealedValue,
        Created = DateTimeOffset.FromUnixTimeMilliseconds(Created),
    };
}
