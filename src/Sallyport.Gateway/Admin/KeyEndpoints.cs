using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Sallyport.Tenancy;

namespace Sallyport.Gateway.Admin;

/// <summary>API keys of a tenant: create, list, rotate, revoke. A key's secret is in the answer that creates it and nowhere else.</summary>
internal sealed class KeyEndpoints(AdminServices services)
{
    public void Map(RouteGroupBuilder root)
    {
        var group = root.MapGroup("/tenants/{tenant}/keys").WithTags("API keys");
        group.MapGet("/", ListAsync).WithSummary("All keys, revoked and expired ones too, newest first");
        group.MapPost("/", CreateAsync).WithSummary("Create a key; its secret is shown only now");
        group.MapPost("/{key}/rotate", RotateAsync).WithSummary("Create a successor; both keys work until the overlap is over");
        group.MapDelete("/{key}", RevokeAsync).WithSummary("Refuse a key from now on");
    }

    private async Task<Ok<KeyList>> ListAsync(string tenant, CancellationToken cancellationToken)
    {
        var keys = await services.Keys.ListAsync(await services.FindTenantAsync(tenant, cancellationToken), cancellationToken);
        return TypedResults.Ok(new KeyList([.. keys.Select(static key => KeyView.Of(key))]));
    }

    private async Task<Created<KeyView>> CreateAsync(string tenant, NewKey request, CancellationToken cancellationToken)
    {
        var draft = new KeyDraft
        {
            Scopes = ReadScopes(request.Scopes),
            Agent = request.Agent,
            Clearances = request.Clearances ?? [],
            Expires = request.Expires,
            Limits = new CallLimits(request.RequestsPerMinute, request.TokensPerMinute, request.Concurrency),
        };
        var issued = await services.Keys.CreateAsync(await services.FindTenantAsync(tenant, cancellationToken), draft, cancellationToken);
        return await IssuedAsync(issued, cancellationToken);
    }

    private async Task<Created<KeyView>> RotateAsync(string tenant, string key, Rotation request, CancellationToken cancellationToken)
    {
        // Out of range here, before a number of seconds that no time span holds.
        var overlap = TimeSpan.FromSeconds(Math.Clamp(request.OverlapSeconds, -1, (long)KeyAdministration.MaxOverlap.TotalSeconds + 1));
        var issued = await services.Keys.RotateAsync(await services.FindTenantAsync(tenant, cancellationToken), ReadId(key), overlap, cancellationToken);
        return await IssuedAsync(issued, cancellationToken);
    }

    private async Task<NoContent> RevokeAsync(string tenant, string key, CancellationToken cancellationToken)
    {
        await services.Keys.RevokeAsync(await services.FindTenantAsync(tenant, cancellationToken), ReadId(key), cancellationToken);
        await services.Directory.RefreshAsync(cancellationToken);
        return TypedResults.NoContent();
    }

    private async Task<Created<KeyView>> IssuedAsync(IssuedKey issued, CancellationToken cancellationToken)
    {
        await services.Directory.RefreshAsync(cancellationToken);
        return TypedResults.Created($"/admin/v1/tenants/{issued.Key.Tenant}/keys/{issued.Key.Id}", KeyView.Of(issued.Key, issued));
    }

    private static Scopes ReadScopes(IReadOnlyList<string>? names)
    {
        if (names is null)
        {
            return new KeyDraft().Scopes;
        }

        return ScopeNames.TryParse(string.Join(',', names), out var scopes)
            ? scopes
            : throw new TenancyException(TenancyFailure.Invalid, $"A key's scopes are one or more of: {ScopeNames.Choice}.");
    }

    private static KeyId ReadId(string text) =>
        KeyId.TryParse(text, null, out var id) ? id : throw new TenancyException(TenancyFailure.NotFound, $"There is no key '{text}'; a key's id is ak_ and 16 letters or digits.");

    internal sealed record KeyList(IReadOnlyList<KeyView> Keys);

    internal sealed record NewKey(
        IReadOnlyList<string>? Scopes = null,
        string? Agent = null,
        IReadOnlyList<string>? Clearances = null,
        DateTimeOffset? Expires = null,
        long? RequestsPerMinute = null,
        long? TokensPerMinute = null,
        long? Concurrency = null);

    internal sealed record Rotation(long OverlapSeconds);

    internal sealed record KeyView(
        string Id,
        string Tenant,
        IReadOnlyList<string> Scopes,
        string? Agent,
        IReadOnlyList<string> Clearances,
        DateTimeOffset Created,
        DateTimeOffset? Expires,
        DateTimeOffset? Revoked,
        string? Replaces,
        long? RequestsPerMinute,
        long? TokensPerMinute,
        long? Concurrency,
        DateTimeOffset? ReplacedUntil,
        string? ApiKey)
    {
        public static KeyView Of(ApiKey key, IssuedKey? issued = null) => new(
            key.Id.Value,
            key.Tenant.Value,
            ScopeNames.Format(key.Scopes).Split(','),
            key.Agent,
            key.Clearances,
            key.Created,
            key.Expires,
            key.Revoked,
            key.Replaces?.Value,
            key.Limits.RequestsPerMinute,
            key.Limits.TokensPerMinute,
            key.Limits.Concurrency,
            issued?.ReplacedUntil,
            issued?.Secret);
    }
}
