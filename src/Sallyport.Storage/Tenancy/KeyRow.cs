using Sallyport.Tenancy;

namespace Sallyport.Storage.Tenancy;

/// <summary>A row of <c>api_keys</c>.</summary>
internal sealed record KeyRow(
    string TenantId,
    string KeyId,
    byte[] SecretHash,
    string Scopes,
    string? Agent,
    long? RequestsPerMinute,
    long? TokensPerMinute,
    long? Concurrency,
    long Created,
    long? Expires,
    long? Revoked,
    string? Replaces,
    string? Clearances)
{
    public const string Columns =
        "k.tenant_id, k.key_id, k.secret_hash, k.scopes, k.agent, k.requests_per_minute, k.tokens_per_minute, k.concurrency, k.created, k.expires, k.revoked, k.replaces, k.clearances";

    public static KeyRow From(StoredKey stored) => new(
        stored.Key.Tenant.Value,
        stored.Key.Id.Value,
        stored.SecretHash,
        ScopeNames.Format(stored.Key.Scopes),
        stored.Key.Agent,
        stored.Key.Limits.RequestsPerMinute,
        stored.Key.Limits.TokensPerMinute,
        stored.Key.Limits.Concurrency,
        stored.Key.Created.ToUnixTimeMilliseconds(),
        stored.Key.Expires?.ToUnixTimeMilliseconds(),
        stored.Key.Revoked?.ToUnixTimeMilliseconds(),
        stored.Key.Replaces?.Value,
        stored.Key.Clearances.Count == 0 ? null : string.Join(',', stored.Key.Clearances));

    public StoredKey ToStored()
    {
        // A scope that this version does not know gives the key no rights at all.
        _ = ScopeNames.TryParse(Scopes, out var scopes);
        var key = new ApiKey
        {
            Id = Sallyport.Tenancy.KeyId.Parse(KeyId, null),
            Tenant = Sallyport.Tenancy.TenantId.Parse(TenantId, null),
            Scopes = scopes,
            Agent = Agent,
            Clearances = Clearances?.Split(',') ?? [],
            Limits = new CallLimits(RequestsPerMinute, TokensPerMinute, Concurrency),
            Created = DateTimeOffset.FromUnixTimeMilliseconds(Created),
            Expires = ToTime(Expires),
            Revoked = ToTime(Revoked),
            Replaces = Replaces is null ? null : Sallyport.Tenancy.KeyId.Parse(Replaces, null),
        };
        return new StoredKey(key, SecretHash);
    }

    private static DateTimeOffset? ToTime(long? milliseconds) =>
        milliseconds is { } value ? DateTimeOffset.FromUnixTimeMilliseconds(value) : null;
}
