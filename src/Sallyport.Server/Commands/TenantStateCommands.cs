using System.CommandLine;
using System.Text.Json.Nodes;
using Sallyport.Server.Settings;

namespace Sallyport.Server.Commands;

/// <summary><c>tenant suspend</c>, <c>tenant resume</c> and <c>tenant delete</c>.</summary>
internal static class TenantStateCommands
{
    /// <summary><c>tenant suspend TENANT</c>.</summary>
    public static Command Suspend()
    {
        var command = new TenantCommand("suspend", "Refuse a tenant's keys until it is resumed.");
        command.Acts(static async (on, cancellationToken) =>
        {
            await on.Installation.Tenants.SuspendAsync(on.Tenant.Id, cancellationToken);
            on.Print(new JsonObject { ["id"] = on.Tenant.Id.Value, ["state"] = "suspended" }, $"Suspended '{on.Tenant.Name}'. Undo: sallyport tenant resume {on.Tenant.Name}");
        });
        return command;
    }

    /// <summary><c>tenant resume TENANT</c>.</summary>
    public static Command Resume()
    {
        var command = new TenantCommand("resume", "Let a suspended tenant's keys work again.");
        command.Acts(static async (on, cancellationToken) =>
        {
            await on.Installation.Tenants.ResumeAsync(on.Tenant.Id, cancellationToken);
            on.Print(new JsonObject { ["id"] = on.Tenant.Id.Value, ["state"] = "active" }, $"Resumed '{on.Tenant.Name}'.");
        });
        return command;
    }

    /// <summary><c>tenant delete TENANT --yes</c>.</summary>
    public static Command Delete()
    {
        var sure = new Option<bool>("--yes") { Description = "Say that it is meant: what is deleted can't be brought back." };
        var command = new TenantCommand("delete", "Destroy a tenant's data key, and with it all its content, for good. Its ledger can still be exported and verified, by the tenant's id, which this prints.", sure);
        command.Acts(
            (parse, _) => parse.GetValue(sure)
                ? Task.FromResult(0)
                : throw new SettingsException(["This destroys the tenant's content for good. Say so with --yes."]),
            static async (on, _, cancellationToken) =>
            {
                await on.Installation.Tenants.DeleteAsync(on.Tenant.Id, cancellationToken);
                on.Print(
                    new JsonObject { ["id"] = on.Tenant.Id.Value, ["state"] = "deleted" },
                    $"Deleted '{on.Tenant.Name}'. The erasure is final when backups that hold its key have expired. Its ledger stays, under its id:{Environment.NewLine}"
                    + $"  sallyport ledger export {on.Tenant.Id} {on.Tenant.Id}.jsonl");
            });
        return command;
    }
}
