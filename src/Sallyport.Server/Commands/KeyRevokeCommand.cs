using System.CommandLine;
using Sallyport.Tenancy;

namespace Sallyport.Server.Commands;

/// <summary><c>key revoke TENANT KEY</c>.</summary>
internal static class KeyRevokeCommand
{
    public static Command Create()
    {
        var command = new Command("revoke", "Refuse a key from now on.");
        var tenant = new Argument<string>("TENANT") { Description = "Name or id." };
        var key = new Argument<string>("KEY") { Description = "The key's id, ak_..." };
        var common = new CommonOptions();
        command.Add(tenant);
        command.Add(key);
        common.AddTo(command);
        command.SetAction((parse, cancellationToken) => CommandFailure.CatchAsync(async () =>
        {
            var id = KeyId.Parse(parse.GetRequiredValue(key), null);
            await using var installation = await common.OpenAsync(parse, cancellationToken);
            var owner = await installation.Tenants.FindAsync(parse.GetRequiredValue(tenant), cancellationToken);
            await installation.Keys.RevokeAsync(owner.Id, id, cancellationToken);
            Console.WriteLine(common.IsJson(parse) ? $$"""{"id":"{{id}}","revoked":true}""" : $"Revoked {id}.");
            return 0;
        }));
        return command;
    }
}
