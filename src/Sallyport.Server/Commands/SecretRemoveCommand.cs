using System.CommandLine;
using System.Text.Json.Nodes;

namespace Sallyport.Server.Commands;

/// <summary><c>secret remove TENANT NAME</c>.</summary>
internal static class SecretRemoveCommand
{
    public static Command Create()
    {
        var name = new Argument<string>("NAME") { Description = "The secret's name." };
        var command = new TenantCommand("remove", "Forget a known secret.", name);
        command.Acts(async (on, cancellationToken) =>
        {
            await on.Installation.KnownSecrets.RemoveAsync(on.Tenant.Id, on.Parse.GetRequiredValue(name), cancellationToken);
            on.Print(new JsonObject { ["removed"] = true }, "Removed.");
        });
        return command;
    }
}
