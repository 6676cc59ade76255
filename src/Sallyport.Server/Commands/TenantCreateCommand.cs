using System.CommandLine;
using Sallyport.Storage;
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
        command.SetAction((parse, cancellationToken) => CommandFailure.CatchAsync(() =>
        {
            var wanted = TenantName.Parse(parse.GetRequiredValue(name), null);
            return common.ActAsync(parse, mayCreate: true, (installation, _) => CreateAsync(installation, wanted, common.IsJson(parse), cancellationToken), cancellationToken);
        }));
        return command;
    }

    private static async Task<int> CreateAsync(Installation installation, TenantName name, bool isJson, CancellationToken cancellationToken)
    {
        var tenant = await installation.Tenants.CreateAsync(name, TenantSettings.Standard, cancellationToken);
        if (isJson)
        {
            Printing.Json(TenantListCommand.JsonOf(tenant));
        }
        else
        {
            Console.WriteLine($"Created tenant '{tenant.Name}' ({tenant.Id}). Give it a key: sallyport key create {tenant.Name}");
        }

        return 0;
    }
}
