using System.CommandLine;
using System.Text.Json.Nodes;
using Sallyport.Tenancy;

namespace Sallyport.Server.Commands;

/// <summary><c>upstream list TENANT</c>: everything but the credentials.</summary>
internal static class UpstreamListCommand
{
    public static Command Create()
    {
        var command = new TenantCommand("list", "List a tenant's upstreams; credentials are never shown.");
        command.Looks(static async (on, cancellationToken) =>
        {
            on.Print(await on.Installation.Upstreams.ListAsync(on.Tenant.Id, cancellationToken), JsonOf, ["NAME", "KIND", "ADDRESS", "MODELS", "CREDENTIAL"], Row);
            return 0;
        });
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

    private static string[] Row(TenantUpstream upstream) =>
        [upstream.Name, UpstreamKindNames.Format(upstream.Kind), upstream.Address.AbsoluteUri, string.Join(' ', upstream.Models), CredentialOf(upstream)];

    private static string CredentialOf(TenantUpstream upstream) => upstream switch
    {
        { SealedCredential: null } => "none",
        { SharedCredential: true } => "shared",
        _ => "own",
    };
}
