using System.CommandLine;
using System.Text.Json.Nodes;
using Sallyport.Tenancy;

namespace Sallyport.Server.Commands;

/// <summary><c>key revoke TENANT KEY</c>.</summary>
internal static class KeyRevokeCommand
{
    public static Command Create()
    {
        var key = new Argument<string>("KEY") { Description = "The key's id, ak_..." };
        var command = new TenantCommand("revoke", "Refuse a key from now on.", key);
        command.Acts(
            (parse, _) => Task.FromResult(KeyId.Parse(parse.GetRequiredValue(key), null)),
            static async (on, id, cancellationToken) =>
            {
                await on.Installation.Keys.RevokeAsync(on.Tenant.Id, id, cancellationToken);
                on.Print(new JsonObject { ["id"] = id.Value, ["revoked"] = true }, $"Revoked {id}.");
            });
        return command;
    }
}
