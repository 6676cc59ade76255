using System.CommandLine;
using System.Text.Json.Nodes;
using Sallyport.Tenancy;

namespace Sallyport.Server.Commands;

/// <summary><c>key list TENANT</c>.</summary>
internal static class KeyListCommand
{
    public static Command Create()
    {
        var command = new Command("list", "List a tenant's API keys, newest first.");
        var tenant = new Argument<string>("TENANT") { Description = "Name or id." };
        var common = new CommonOptions();
        command.Add(tenant);
        common.AddTo(command);
        command.SetAction((parse, cancellationToken) => CommandFailure.CatchAsync(async () =>
        {
            await using var installation = await common.OpenAsync(parse, cancellationToken);
            var owner = await installation.Tenants.FindAsync(parse.GetRequiredValue(tenant), cancellationToken);
            var keys = await installation.Keys.ListAsync(owner.Id, cancellationToken);
            if (common.IsJson(parse))
            {
                Printing.Json(new JsonArray([.. keys.Select(KeyJson.Of)]));
            }
            else
            {
                Printing.Table(["ID", "SCOPES", "AGENT", "CREATED", "STATE"], [.. keys.Select(Row)]);
            }

            return 0;
        }));
        return command;
    }

    private static string[] Row(ApiKey key) =>
    [
        key.Id.Value,
        ScopeNames.Format(key.Scopes),
        key.Agent ?? "-",
        Printing.Time(key.Created),
        key.Revoked is not null ? "revoked" : key.Expires is { } expires ? "until " + Printing.Time(expires) : "valid",
    ];
}
