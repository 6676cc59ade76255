using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Sallyport.Policy;
using Sallyport.Tenancy;

namespace Sallyport.Gateway.Admin;

/// <summary>Policy versions of a tenant. A text that can't be used is refused with every mistake and its line.</summary>
internal sealed class PolicyEndpoints(AdminServices services)
{
    public void Map(RouteGroupBuilder root)
    {
        root.MapPost("/policies/check", Check).WithTags("Policies").WithSummary("Read a policy's text and tell every mistake and doubt");
        var group = root.MapGroup("/tenants/{tenant}/policies").WithTags("Policies");
        group.MapGet("/", ListAsync).WithSummary("All versions, newest first");
        group.MapPost("/", AddAsync).WithSummary("Add a draft; its text never changes from then on");
        group.MapGet("/{version:long}", GetAsync).WithSummary("One version with its text");
        group.MapPost("/{version:long}/activate", ActivateAsync).WithSummary("Put a version in force");
    }

    private Ok<Reading> Check(PolicyText request)
    {
        var reading = PolicyReader.Read(request.Text, services.Kinds, TimeProvider.System.GetUtcNow());
        return TypedResults.Ok(new Reading(reading.IsUsable, ProblemView.Of(reading)));
    }

    private async Task<Ok<PolicyList>> ListAsync(string tenant, CancellationToken cancellationToken)
    {
        var versions = await services.Policies.ListAsync(await services.FindTenantAsync(tenant, cancellationToken), cancellationToken);
        return TypedResults.Ok(new PolicyList([.. versions.Select(static version => PolicyView.Of(version))]));
    }

    private async Task<Results<Created<PolicyView>, JsonHttpResult<JsonObject>>> AddAsync(string tenant, PolicyText request, CancellationToken cancellationToken)
    {
        var owner = await services.FindTenantAsync(tenant, cancellationToken);
        var reading = PolicyReader.Read(request.Text, services.Kinds, TimeProvider.System.GetUtcNow());
        if (!reading.IsUsable)
        {
            return AdminProblems.Of(StatusCodes.Status400BadRequest, "policy", "The text is no policy that can be used.", ProblemView.JsonOf(reading));
        }

        if (services.Classifiers.WhyUnusable(reading.Document!) is { } mistake)
        {
            return AdminProblems.Of(StatusCodes.Status400BadRequest, "policy", mistake);
        }

        var added = await services.Policies.AddAsync(owner, request.Text, request.Author ?? AdminServices.Actor, cancellationToken);
        return TypedResults.Created($"/admin/v1/tenants/{owner}/policies/{added.Version}", PolicyView.Of(added, problems: ProblemView.Of(reading)));
    }

    private async Task<Ok<PolicyView>> GetAsync(string tenant, long version, CancellationToken cancellationToken)
    {
        var owner = await services.FindTenantAsync(tenant, cancellationToken);
        var text = await services.Policies.ReadTextAsync(owner, version, cancellationToken);
        return TypedResults.Ok(PolicyView.Of(await FindAsync(owner, version, cancellationToken), text));
    }

    private async Task<Ok<PolicyView>> ActivateAsync(string tenant, long version, CancellationToken cancellationToken)
    {
        var owner = await services.FindTenantAsync(tenant, cancellationToken);
        await services.Policies.ActivateAsync(owner, version, cancellationToken);
        await services.Directory.RefreshAsync(cancellationToken);
        return TypedResults.Ok(PolicyView.Of(await FindAsync(owner, version, cancellationToken)));
    }

    private async Task<PolicyVersion> FindAsync(TenantId tenant, long version, CancellationToken cancellationToken) =>
        (await services.Policies.ListAsync(tenant, cancellationToken)).First(candidate => candidate.Version == version);

    internal sealed record PolicyText(string Text, string? Author = null);

    internal sealed record PolicyList(IReadOnlyList<PolicyView> Policies);

    internal sealed record Reading(bool Usable, IReadOnlyList<ProblemView> Problems);

    internal sealed record ProblemView(string Severity, int Line, int Column, string Message, string? Hint)
    {
        public static IReadOnlyList<ProblemView> Of(PolicyReading reading) =>
        [
            .. reading.Problems.Select(static problem => new ProblemView(
                problem.Severity == ProblemSeverity.Error ? "error" : "warning", problem.Line, problem.Column, problem.Message, problem.Hint)),
        ];

        public static JsonArray JsonOf(PolicyReading reading) =>
        [
            .. Of(reading).Select(static problem => problem.ToJson()),
        ];

        private JsonObject ToJson()
        {
            var json = new JsonObject { ["severity"] = Severity, ["line"] = Line, ["column"] = Column, ["message"] = Message };
            if (Hint is not null)
            {
                json["hint"] = Hint;
            }

            return json;
        }
    }

    internal sealed record PolicyView(
        long Version, string State, string Author, DateTimeOffset Created, DateTimeOffset? Activated, string? Text, IReadOnlyList<ProblemView>? Problems)
    {
        public static PolicyView Of(PolicyVersion version, string? text = null, IReadOnlyList<ProblemView>? problems = null) => new(
            version.Version,
            version.State switch
            {
                PolicyState.Draft => "draft",
                PolicyState.Active => "active",
                _ => "retired",
            },
            version.Author,
            version.Created,
            version.Activated,
            text,
            problems);
    }
}
