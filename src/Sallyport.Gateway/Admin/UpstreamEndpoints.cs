using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Sallyport.Tenancy;

namespace Sallyport.Gateway.Admin;

/// <summary>Upstreams of a tenant. A credential can be written, never read; one that two tenants share has to be declared by each.</summary>
internal sealed class UpstreamEndpoints(AdminServices services)
{
    public void Map(RouteGroupBuilder root)
    {
        var group = root.MapGroup("/tenants/{tenant}/upstreams").WithTags("Upstreams");
        group.MapGet("/", ListAsync).WithSummary("The tenant's upstreams, in the order in which they are tried");
        group.MapPost("/", AddAsync).WithSummary("Add an upstream");
        group.MapPut("/{name}", SetAsync).WithSummary("Add an upstream or replace the one of this name, credential included");
        group.MapDelete("/{name}", RemoveAsync).WithSummary("Remove an upstream with its credential");
    }

    private async Task<Ok<UpstreamList>> ListAsync(string tenant, CancellationToken cancellationToken)
    {
        var upstreams = await services.Upstreams.ListAsync(await services.FindTenantAsync(tenant, cancellationToken), cancellationToken);
        return TypedResults.Ok(new UpstreamList([.. upstreams.Select(UpstreamView.Of)]));
    }

    private async Task<Created<UpstreamView>> AddAsync(string tenant, NewUpstream request, CancellationToken cancellationToken)
    {
        var owner = await services.FindTenantAsync(tenant, cancellationToken);
        var name = request.Name ?? throw new TenancyException(TenancyFailure.Invalid, "An upstream needs a name.");
        var added = await services.Upstreams.AddAsync(owner, request.ToDraft(name), cancellationToken);
        await services.Directory.RefreshAsync(cancellationToken);
        return TypedResults.Created($"/admin/v1/tenants/{owner}/upstreams/{added.Name}", UpstreamView.Of(added));
    }

    private async Task<Ok<UpstreamView>> SetAsync(string tenant, string name, NewUpstream request, CancellationToken cancellationToken)
    {
        if (request.Name is { } other && other != name)
        {
            throw new TenancyException(TenancyFailure.Invalid, "The body names another upstream than the path.");
        }

        var set = await services.Upstreams.SetAsync(await services.FindTenantAsync(tenant, cancellationToken), request.ToDraft(name), cancellationToken);
        await services.Directory.RefreshAsync(cancellationToken);
        return TypedResults.Ok(UpstreamView.Of(set));
    }

    private async Task<NoContent> RemoveAsync(string tenant, string name, CancellationToken cancellationToken)
    {
        await services.Upstreams.RemoveAsync(await services.FindTenantAsync(tenant, cancellationToken), name, cancellationToken);
        await services.Directory.RefreshAsync(cancellationToken);
        return TypedResults.NoContent();
    }

    internal sealed record UpstreamList(IReadOnlyList<UpstreamView> Upstreams);

    internal sealed record NewUpstream(
        string Address,
        string? Name = null,
        string Kind = "openai",
        IReadOnlyList<string>? Models = null,
        string? Credential = null,
        bool SharedCredential = false,
        TimeoutsView? Timeouts = null)
    {
        public UpstreamDraft ToDraft(string name) => new()
        {
            Name = name,
            Kind = UpstreamKindNames.TryParse(Kind, out var kind)
                ? kind
                : throw new TenancyException(TenancyFailure.Invalid, "An upstream's kind is openai, anthropic or azure."),
            Address = Uri.TryCreate(Address, UriKind.Absolute, out var address)
                ? address
                : throw new TenancyException(TenancyFailure.Invalid, "An upstream's address is an absolute http or https URL."),
            Models = Models ?? ["*"],
            Credential = Credential,
            SharedCredential = SharedCredential,
            Timeouts = Timeouts?.ToTimeouts() ?? UpstreamTimeouts.Standard,
        };

        // A record prints its members; this one's credential must not get into a log by that way.
        public override string ToString() => Name ?? "";
    }

    internal sealed record TimeoutsView(int? ConnectMs = null, int? FirstByteMs = null, int? IdleMs = null, int? TotalMs = null)
    {
        public UpstreamTimeouts ToTimeouts()
        {
            var standard = UpstreamTimeouts.Standard;
            return new(Or(ConnectMs, standard.Connect), Or(FirstByteMs, standard.FirstByte), Or(IdleMs, standard.Idle), Or(TotalMs, standard.Total));
        }

        public static TimeoutsView Of(UpstreamTimeouts timeouts) => new(Ms(timeouts.Connect), Ms(timeouts.FirstByte), Ms(timeouts.Idle), Ms(timeouts.Total));

        private static TimeSpan Or(int? milliseconds, TimeSpan otherwise) => milliseconds is { } given ? TimeSpan.FromMilliseconds(given) : otherwise;

        private static int Ms(TimeSpan time) => (int)time.TotalMilliseconds;
    }

    internal sealed record UpstreamView(
        string Name, string Kind, string Address, IReadOnlyList<string> Models, bool HasCredential, bool SharedCredential, TimeoutsView Timeouts, DateTimeOffset Created)
    {
        public static UpstreamView Of(TenantUpstream upstream) => new(
            upstream.Name,
            UpstreamKindNames.Format(upstream.Kind),
            upstream.Address.AbsoluteUri,
            upstream.Models,
            upstream.SealedCredential is not null,
            upstream.SharedCredential,
            TimeoutsView.Of(upstream.Timeouts),
            upstream.Created);
    }
}
