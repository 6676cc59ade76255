using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Sallyport.Hosting;
using Sallyport.Tenancy;

namespace Sallyport.Gateway.Admin;

/// <summary>Confirmed attacks of a tenant. Their texts can be written, never read.</summary>
internal sealed class ExemplarEndpoints(AdminServices services)
{
    public void Map(RouteGroupBuilder root)
    {
        var group = root.MapGroup("/tenants/{tenant}/exemplars").WithTags("Exemplars");
        group.MapGet("/", ListAsync).WithSummary("The tenant's confirmed attacks, by name");
        group.MapPost("/", AddAsync).WithSummary("Try a confirmed attack on ordinary traffic, and match texts like it from the next request on");
        group.MapDelete("/{name}", RevokeAsync).WithSummary("Stop matching texts like it");
    }

    private async Task<Ok<ExemplarList>> ListAsync(string tenant, CancellationToken cancellationToken)
    {
        var exemplars = await services.Exemplars.ListAsync(await services.FindTenantAsync(tenant, cancellationToken), cancellationToken);
        return TypedResults.Ok(new ExemplarList([.. exemplars.Select(ExemplarView.Of)]));
    }

    private async Task<Results<Created<ExemplarAnswer>, Conflict<ExemplarAnswer>>> AddAsync(string tenant, ExemplarRequest request, CancellationToken cancellationToken)
    {
        var owner = await services.FindTenantAsync(tenant, cancellationToken);
        var lifetime = request.ExpiresDays is { } days ? TimeSpan.FromDays(Math.Clamp(days, 0, 10_000)) : ExemplarAdministration.StandardLifetime;
        var (trial, added) = await services.ExemplarAdmission.AddAsync(owner, new ExemplarDraft(request.Name, request.Text, lifetime), request.Force, cancellationToken);
        if (added is null)
        {
            return TypedResults.Conflict(new ExemplarAnswer(
                null, trial, "exemplar_false_alarms", "The exemplar would be found in ordinary text. Give more of the attack, or a part that is its own; or add it with 'force'."));
        }

        await services.Directory.RefreshAsync(cancellationToken);
        return TypedResults.Created($"/admin/v1/tenants/{owner}/exemplars", new ExemplarAnswer(ExemplarView.Of(added), trial));
    }

    private async Task<NoContent> RevokeAsync(string tenant, string name, CancellationToken cancellationToken)
    {
        await services.Exemplars.RevokeAsync(await services.FindTenantAsync(tenant, cancellationToken), name, cancellationToken);
        await services.Directory.RefreshAsync(cancellationToken);
        return TypedResults.NoContent();
    }

    internal sealed record ExemplarList(IReadOnlyList<ExemplarView> Exemplars);

    internal sealed record ExemplarView(string Name, DateTimeOffset Created, DateTimeOffset Expires)
    {
        public static ExemplarView Of(Exemplar exemplar) => new(exemplar.Name, exemplar.Created, exemplar.Expires);
    }

    internal sealed record ExemplarAnswer(ExemplarView? Exemplar, ExemplarTrial Trial, string? Code = null, string? Detail = null);

    internal sealed record ExemplarRequest(string Name, string Text)
    {
        public int? ExpiresDays { get; init; }

        public bool Force { get; init; }

        // A record prints its members; the text is the tenant's.
        public override string ToString() => Name;
    }
}
