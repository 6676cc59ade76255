using System.CommandLine;
using System.Text.Json.Nodes;

namespace Sallyport.Server.Commands;

/// <summary><c>secret list TENANT</c>: names, never values.</summary>
internal static class SecretListCommand
{
    public static Command Create()
    {
        var command = new Command("list", "List the names of a tenant's known secrets.");
        var tenant = new Argument<string>("TENANT") { Description = "Name or id." };
        var common = new CommonOptions();
        command.Add(tenant);
        common.AddTo(command);
        command.SetAction((parse, cancellationToken) => CommandFailure.CatchAsync(async () =>
        {
            await using var installation = await common.OpenAsync(parse, cancellationToken);
            var owner = await installation.Tenants.FindAsync(parse.GetRequiredValue(tenant), cancellationToken);
            var secrets = await installation.KnownSecrets.ListAsync(owner.Id, cancellationToken);
            if (common.IsJson(parse))
            {
                Printing.Json(new JsonArray([.. secrets.Select(static secret => new JsonObject { ["name"] = secret.Name, ["created"] = Printing.Time(secret.Created) })]));
            }
            else
            {
                Printing.Table(["NAME", "CREATED"], [.. secrets.Select(static secret => new[] { secret.Name, Printing.Time(secret.Created) })]);
            }

            return 0;
        }));
        return command;
    }
}
