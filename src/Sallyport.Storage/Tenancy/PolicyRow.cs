using Sallyport.Tenancy;

namespace Sallyport.Storage.Tenancy;

/// <summary>A row of <c>policies</c>.</summary>
internal sealed record PolicyRow(string TenantId, long Version, string State, byte[] SealedText, string Author, long Created, long? Activated)
{
    public const string Columns = "p.tenant_id, p.version, p.state, p.sealed_text, p.author, p.created, p.activated";

    public PolicyVersion ToVersion() => new()
    {
        Tenant = Sallyport.Tenancy.TenantId.Parse(TenantId, null),
        Version = Version,
        State = State switch
        {
            "active" => PolicyState.Active,
            "retired" => PolicyState.Retired,
            _ => PolicyState.Draft,
        },
        SealedText = SealedText,
        Author = Author,
        Created = DateTimeOffset.FromUnixTimeMilliseconds(Created),
        Activated = Activated is { } time ? DateTimeOffset.FromUnixTimeMilliseconds(time) : null,
    };
}
