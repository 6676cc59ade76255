using System.CommandLine;
using Sallyport.Tenancy;

namespace Sallyport.Server.Commands;

/// <summary><c>key list TENANT</c>.</summary>
internal static class KeyListCommand
{
    public static Command Create()
    {
        var command = new TenantCommand("list", "List a tenant's API keys, newest first.");
        command.Looks(static async (on, cancellationToken) =>
        {
            on.Print(await on.Installation.Keys.ListAsync(on.Tenant.Id, cancellationToken), KeyJson.Of, ["ID", "SCOPES", "AGENT", "CLEARANCES", "LIMITS", "CREATED", "STATE"], Row);
            return 0;
        });
        return command;
    }

    private static string[] Row(ApiKey key) =>
    [
        key.Id.Value,
        ScopeNames.Format(key.Scopes),
        key.Agent ?? "-",
        key.Clearances.Count == 0 ? "-" : string.Join(',', key.Clearances),
        Printing.Limits(key.Limits),
        Printing.Time(key.Created),
        key.Revoked is not null ? "revoked" : key.Expires is { } expires ? "until " + Printing.Time(expires) : "valid",
    ];
}
