using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Sallyport.Gateway.Exchanges;
using Sallyport.Recording;
using Sallyport.Tenancy;

namespace Sallyport.Gateway.Admin;

/// <summary>Recorded content of a tenant that has switched recording on. A look asks for a reason, and is ledgered with it before anything is shown.</summary>
internal sealed class RecordingEndpoints(AdminServices services)
{
    private const int MaxList = 1000;

    public void Map(RouteGroupBuilder root)
    {
        var group = root.MapGroup("/tenants/{tenant}/recordings").WithTags("Recordings");
        group.MapGet("/", ListAsync).WithSummary("The latest recorded exchanges, newest first, without their content");
        group.MapPost("/{exchange}/look", LookAsync).WithSummary("The recorded content of an exchange").WithDescription("The look and its reason stand in the tenant's ledger before the answer is given.");
    }

    private async Task<Ok<RecordingList>> ListAsync(string tenant, CancellationToken cancellationToken, int count = 50)
    {
        if (count is < 1 or > MaxList)
        {
            throw new TenancyException(TenancyFailure.Invalid, $"'count' is 1 to {MaxList}.");
        }

        var vault = await OpenAsync(tenant, cancellationToken);
        return TypedResults.Ok(new RecordingList([.. (await services.Recorder.ListAsync(vault, count, cancellationToken)).Select(RecordingView.Of)]));
    }

    private async Task<Ok<ContentView>> LookAsync(string tenant, string exchange, Look request, CancellationToken cancellationToken)
    {
        var look = await services.Looks.OpenRecordingAsync(await OpenAsync(tenant, cancellationToken), exchange, request.Reason, cancellationToken)
            ?? throw new TenancyException(TenancyFailure.NotFound, $"Nothing is recorded of '{exchange}': recording is switched off for the tenant, or its time is over.");
        return TypedResults.Ok(new ContentView(
            RecordingView.Of(look.Exchange),
            [.. look.Texts.Select(static text => new TextView(OriginWords.Of(text.Origin), text.Form.ToString().ToLowerInvariant(), text.Text))]));
    }

    private async Task<TenantVault> OpenAsync(string tenant, CancellationToken cancellationToken) =>
        await services.Vaults.OpenAsync(await services.FindTenantAsync(tenant, cancellationToken), cancellationToken);

    internal sealed record Look(string Reason);

    internal sealed record RecordingList(IReadOnlyList<RecordingView> Recordings);

    internal sealed record RecordingView(string Exchange, DateTimeOffset Recorded, DateTimeOffset Expires)
    {
        public static RecordingView Of(RecordedExchange exchange) => new(exchange.Exchange, exchange.Recorded, exchange.Expires);
    }

    internal sealed record ContentView(RecordingView Recording, IReadOnlyList<TextView> Segments);

    internal sealed record TextView(string Origin, string Form, string? Text);
}
