using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Sallyport.Gateway.Isolation;
using Sallyport.Isolation.Checking;
using Sallyport.Tenancy;

namespace Sallyport.Gateway.Admin;

/// <summary>Checks that tenants are kept apart: on demand, and what the last check of this server said.</summary>
internal sealed class IsolationEndpoints(IsolationWatch watch)
{
    public void Map(RouteGroupBuilder root)
    {
        var group = root.MapGroup("/isolation").WithTags("Isolation");
        group.MapGet("/", Last).WithSummary("What the last isolation check of this server said");
        group.MapPost("/check", CheckAsync).WithSummary("Probe every store and cache with every pair of a sample of tenants").WithDescription("A breach stands in the ledgers of both tenants, as one that traffic meets.");
    }

    /// <summary>A report as the admin API and the command line tell it.</summary>
    public static ReportView ViewOf(IsolationReport report) => new(
        report.Time,
        report.HasBreach ? "breach" : report.IsSound ? "sound" : "failed",
        report.Tenants.Count,
        [.. report.Probes.Select(static probe => new ProbeView(
            probe.Probe,
            probe.Tries,
            probe.Failures,
            probe.Failure,
            [.. probe.Breaches.Select(static breach => new BreachView(breach.Owner.Value, breach.Other.Value, breach.What))]))]);

    private Ok<ReportView> Last() =>
        watch.Last is { } report ? TypedResults.Ok(ViewOf(report)) : throw new TenancyException(TenancyFailure.NotFound, "This server has not checked yet; POST /admin/v1/isolation/check does.");

    private async Task<Ok<ReportView>> CheckAsync(Check request, CancellationToken cancellationToken) =>
        request.Tenants is >= 2 and <= IsolationCheck.MostTenants
            ? TypedResults.Ok(ViewOf(await watch.CheckAsync(request.Tenants, request.Seed, cancellationToken)))
            : throw new TenancyException(TenancyFailure.Invalid, $"'tenants' is 2 to {IsolationCheck.MostTenants}.");

    internal sealed record Check(int Tenants = IsolationCheck.StandardTenants, int? Seed = null);

    internal sealed record ReportView(DateTimeOffset Time, string Outcome, int Tenants, IReadOnlyList<ProbeView> Probes);

    internal sealed record ProbeView(string Probe, int Tries, int Failures, string? Failure, IReadOnlyList<BreachView> Breaches);

    internal sealed record BreachView(string Owner, string Other, string What);
}
