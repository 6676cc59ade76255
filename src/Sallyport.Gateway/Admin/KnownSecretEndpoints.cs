using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Sallyport.Gateway.Admin;

/// <summary>Strings that must not leave a tenant. Their values can be written, never read.</summary>
internal sealed class KnownSecretEndpoints(AdminServices services)
{
    public void Map(RouteGroupBuilder root)
    {
        var group = root.MapGroup("/tenants/{tenant}/known-secrets").WithTags("Known secrets");
        group.MapGet("/", ListAsync).WithSummary("The names of the tenant's known secrets");
        group.MapPut("/{name}", SetAsync).WithSummary("Register a string, or replace the one of this name");
        group.MapDelete("/{name}", RemoveAsync).WithSummary("Forget a string");
    }

    private async Task<Ok<SecretList>> ListAsync(string tenant, CancellationToken cancellationToken)
    {
        var secrets = await services.KnownSecrets.ListAsync(await services.FindTenantAsync(tenant, cancellationToken), cancellationToken);
        return TypedResults.Ok(new SecretList([.. secrets.Select(static secret => new SecretView(secret.Name, secret.Created))]));
    }

    private async Task<NoContent> SetAsync(string tenant, string name, SecretValue request, CancellationToken cancellationToken)
    {
        await services.KnownSecrets.SetAsync(await services.FindTenantAsync(tenant, cancellationToken), name, request.Value, cancellationToken);
        await services.Directory.RefreshAsync(cancellationToken);
        return TypedResults.NoContent();
    }

    private async Task<NoContent> RemoveAsync(string tenant, string name, CancellationToken cancellationToken)
    {
        await services.KnownSecrets.RemoveAsync(await services.FindTenantAsync(tenant, cancellationToken), name, cancellationToken);
        await services.Directory.RefreshAsync(cancellationToken);
        return TypedResults.NoContent();
    }

    internal sealed record SecretList(IReadOnlyList<SecretView> KnownSecrets);

    internal sealed record SecretView(string Name, DateTimeOffset Created);

    internal sealed record SecretValue(string Value)
    {
        // A record prints its members; this one must not.
        public override string ToString() => "(secret)";
    }
}
