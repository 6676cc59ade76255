using Sallyport.Tenancy;

namespace Sallyport.Storage.Tenancy;

/// <summary>A row of <c>exemplars</c>.</summary>
internal sealed record ExemplarRow(string TenantId, string Name, byte[] SealedText, long Created, long Expires)
{
    public const string Columns = "x.tenant_id, x.name, x.sealed_text, x.created, x.expires";

    public Exemplar ToExemplar() => new()
    {
        Tenant = Sallyport.Tenancy.TenantId.Parse(TenantId, null),
        Name = Name,
        SealedText = SealedText,
        Created = DateTimeOffset.FromUnixTimeMilliseconds(Created),
        Expires = DateTimeOffset.FromUnixTimeMilliseconds(Expires),
    };
}
