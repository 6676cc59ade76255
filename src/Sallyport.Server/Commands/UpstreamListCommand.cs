using System.CommandLine;
using System.Text.Json.Nodes;
using Sallyport.Tenancy;

namespace Sallyport.Server.Commands;

/// <summary><c>upstream list TENANT</c>: everything but the credentials.</summary>
internal static class UpstreamListCommand
{
    public static Command Create()
    {
        var command = new Command("list", "List a tenant's upstreams; credentials are never shown.");
        var tenant = new Argument<string>("TENANT") { Description = "Name or id." };
        var common = new CommonOptions();
        command.Add(tenant);
        common.AddTo(command);
        command.SetAction((parse, cancellationToken) => CommandFailure.CatchAsync(async () =>
        {
            await using var installation = await common.OpenAsync(parse, cancellationToken);
            var owner = await installation.Tenants.FindAsync(parse.GetRequiredValue(tenant), cancellationToken);
            var upstreams = await installation.Upstreams.ListAsync(owner.Id, cancellationToken);
            if (common.IsJson(parse))
            {
                Printing.Json(new JsonArray([.. upstreams.Select(JsonOf)]));
            }
            else
            {
                Printing.Table(["NAME", "KIND", "ADDRESS", "MODELS", "CREDENTIAL"], [.. upstreams.Select(static upstream => new[]
                {
                    upstream.Name, UpstreamKindNames.Format(upstream.Kind), upstream.Address.AbsoluteUri, string.Join(' ', upstream.Models), CredentialOf(upstream),
                })]);
            }

            return 0;
        }));
        return command;
    }

    /// <summary>How commands print an upstream.</summary>
    public static JsonObject JsonOf(TenantUpstream upstream) => new()
    {
        ["name"] = upstream.Name,
        ["kind"] = UpstreamKindNames.Format(upstream.Kind),
        ["address"] = upstream.Address.AbsoluteUri,
        ["models"] = new JsonArray([.. upstream.Models.Select(static model => JsonValue.Create(model))]),
        ["credential"] = CredentialOf(upstream),
        ["created"] = Printing.Time(upstream.Created),
    };

    private static string CredentialOf(TenantUpstream upstream) => upstream switch
    {
        { SealedCredential: null } => "none",
        { SharedCredential: true } => "shared",
        _ => "own",
    };
}
