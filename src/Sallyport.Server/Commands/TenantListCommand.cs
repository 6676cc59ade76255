using System.CommandLine;
using System.Text.Json.Nodes;

namespace Sallyport.Server.Commands;

/// <summary><c>tenant list</c>.</summary>
internal static class TenantListCommand
{
    public static Command Create()
    {
        var command = new Command("list", "List the tenants.");
        var common = new CommonOptions();
        common.AddTo(command);
        command.SetAction((parse, cancellationToken) => CommandFailure.CatchAsync(async () =>
        {
            await using var installation = await common.OpenAsync(parse, cancellationToken);
            var tenants = await installation.Tenants.ListAsync(cancellationToken);
            if (common.IsJson(parse))
            {
                Printing.Json(new JsonArray([.. tenants.Select(static t => new JsonObject
                {
                    ["id"] = t.Id.Value,
                    ["name"] = t.Name.Value,
                    ["state"] = t.State.ToString().ToLowerInvariant(),
                    ["created"] = Printing.Time(t.Created),
                })]));
            }
            else
            {
                Printing.Table(["NAME", "ID", "STATE"], [.. tenants.Select(static t => new[] { t.Name.Value, t.Id.Value, t.State.ToString().ToLowerInvariant() })]);
            }

            return 0;
        }));
        return command;
    }
}
