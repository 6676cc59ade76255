using Sallyport.Tenancy;

namespace Sallyport.Storage.Tenancy;

/// <summary>A row of <c>upstreams</c>. Models are parted by spaces, which no model name may hold.</summary>
internal sealed record UpstreamRow(
    string TenantId,
    string Name,
    string Kind,
    string Address,
    string Models,
    long ConnectMs,
    long FirstByteMs,
    long IdleMs,
    long TotalMs,
    byte[]? SealedCredential,
    byte[]? CredentialTag,
    long SharedCredential,
    long Created)
{
    public const string Columns =
        "u.tenant_id, u.name, u.kind, u.address, u.models, u.connect_ms, u.first_byte_ms, u.idle_ms, u.total_ms, u.sealed_credential, u.credential_tag, u.shared_credential, u.created";

    public static UpstreamRow From(TenantUpstream upstream) => new(
        upstream.Tenant.Value,
        upstream.Name,
        UpstreamKindNames.Format(upstream.Kind),
        upstream.Address.AbsoluteUri,
        string.Join(' ', upstream.Models),
        (long)upstream.Timeouts.Connect.TotalMilliseconds,
        (long)upstream.Timeouts.FirstByte.TotalMilliseconds,
        (long)upstream.Timeouts.Idle.TotalMilliseconds,
        (long)upstream.Timeouts.Total.TotalMilliseconds,
        upstream.SealedCredential,
        upstream.CredentialTag,
        upstream.SharedCredential ? 1 : 0,
        upstream.Created.ToUnixTimeMilliseconds());

    public TenantUpstream ToUpstream() => new()
    {
        Tenant = Sallyport.Tenancy.TenantId.Parse(TenantId, null),
        Name = Name,
        Kind = UpstreamKindNames.TryParse(Kind, out var kind) ? kind : throw new FormatException($"The upstream kind '{Kind}' is not known."),
        Address = new Uri(Address),
        Models = Models.Split(' '),
        Timeouts = new UpstreamTimeouts(
            TimeSpan.FromMilliseconds(ConnectMs),
            TimeSpan.FromMilliseconds(FirstByteMs),
            TimeSpan.FromMilliseconds(IdleMs),
            TimeSpan.FromMilliseconds(TotalMs)),
        SealedCredential = SealedCredential,
        CredentialTag = CredentialTag,
        SharedCredential = SharedCredential != 0,
        Created = DateTimeOffset.FromUnixTimeMilliseconds(Created),
    };
}
