using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Sallyport.Gateway.Admin;

/// <summary>Whether the process lives, and whether it should get traffic.</summary>
internal sealed class HealthEndpoints(AdminServices services)
{
    private volatile bool _isDraining;

    /// <summary>From now on the process is not ready: it ends what is under way and accepts nothing more.</summary>
    public void Drain() => _isDraining = true;

    public void Map(IEndpointRouteBuilder app)
    {
        app.MapGet("/health/live", static () => Results.Text("live\n")).ExcludeFromDescription();
        app.MapGet("/health/ready", Ready).ExcludeFromDescription();
    }

    private IResult Ready()
    {
        var faults = new List<string>(3);
        if (_isDraining)
        {
            faults.Add("the process is stopping");
        }

        if (services.Ledger.IsBroken)
        {
            faults.Add("the ledger can't be written");
        }

        if (!services.Directory.IsCurrent)
        {
            faults.Add("tenants and keys can't be read");
        }

        return faults.Count == 0
            ? Results.Text(services.Vaults.IsMasterKeyBehind ? "ready, but the master key was rotated: start this server anew with the new one\n" : "ready\n")
            : Results.Text(string.Join('\n', faults) + "\n", statusCode: StatusCodes.Status503ServiceUnavailable);
    }
}
