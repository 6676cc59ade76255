using System.CommandLine;
using System.Text.Json.Nodes;
using Sallyport.Tenancy;

namespace Sallyport.Server.Commands;

/// <summary><c>tenant create NAME</c>.</summary>
internal static class TenantCreateCommand
{
    public static Command Create()
    {
        var command = new Command("create", "Create a tenant with a data key of its own.");
        var name = new Argument<string>("NAME") { Description = "1 to 40 of a-z, 0-9 and '-'." };
        var common = new CommonOptions();
        command.Add(name);
        common.AddTo(command);
        command.SetAction((parse, cancellationToken) => CommandFailure.CatchAsync(async () =>
        {
            await using var installation = await common.OpenAsync(parse, cancellationToken);
            var tenant = await installation.Tenants.CreateAsync(TenantName.Parse(parse.GetRequiredValue(name), null), TenantSettings.Standard, cancellationToken);
            if (common.IsJson(parse))
            {
                Printing.Json(new JsonObject { ["id"] = tenant.Id.Value, ["name"] = tenant.Name.Value, ["created"] = Printing.Time(tenant.Created) });
            }
            else
            {
                Console.WriteLine($"Created tenant '{tenant.Name}' ({tenant.Id}). Give it a key: sallyport key create {tenant.Name}");
            }

            return 0;
        }));
        return command;
    }
}
