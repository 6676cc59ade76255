using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Sallyport.Gateway.Failures;
using Sallyport.Gateway.Hosting;

namespace Sallyport.Gateway.Admin;

/// <summary>The admin port: who may speak to it, health, and the administration routes.</summary>
internal sealed class AdminPort(HostNames names)
{
    /// <summary>Adds what the routes need.</summary>
    public static void AddServices(WebApplicationBuilder builder) => builder.Services.AddRouting();

    /// <summary>Maps the routes.</summary>
    public void Map(WebApplication app)
    {
        app.Use(CheckNamesAsync);
        app.UseRouting();
        app.MapGet("/health/live", static () => Results.Text("live\n"));
    }

    private Task CheckNamesAsync(HttpContext context, RequestDelegate next)
    {
        var failure = names.Check(context);
        if (failure == Failure.None)
        {
            return next(context);
        }

        var rule = FailureTable.Of(failure);
        context.Response.StatusCode = rule.Status;
        return context.Response.WriteAsync(rule.Message + "\n");
    }
}
