using System.CommandLine;

namespace Sallyport.Server.Commands;

/// <summary>All commands. None at all means <c>serve</c>.</summary>
internal static class CommandTree
{
    public static RootCommand Create()
    {
        var root = new RootCommand("A self-hosted security gateway for production AI.")
        {
            ServeCommand.Create(),
            Group("tenant", "Tenants.", TenantCreateCommand.Create(), TenantListCommand.Create()),
            Group("key", "API keys.", KeyCreateCommand.Create(), KeyListCommand.Create(), KeyRevokeCommand.Create(), KeyRotateCommand.Create()),
            Group("upstream", "Model providers of a tenant.", UpstreamAddCommand.Create(), UpstreamListCommand.Create(), UpstreamRemoveCommand.Create()),
            Group("secret", "Strings that must not leave a tenant.", SecretAddCommand.Create(), SecretListCommand.Create(), SecretRemoveCommand.Create()),
            Group(
                "policy",
                "Policies.",
                PolicyCheckCommand.Create(),
                PolicyTestCommand.Create(),
                PolicyActivateCommand.Create(),
                PolicyListCommand.Create(),
                PolicyShowCommand.Create(),
                PolicySchemaCommand.Create()),
            Group("ledger", "The record of what happened.", LedgerExportCommand.Create(), LedgerVerifyCommand.Create(), LedgerProveCommand.Create()),
            DemoCommand.Create(),
            ScanCommand.Create(),
            ExplainCommand.Create(),
            BackupCommand.Create(),
            RestoreCommand.Create(),
        };
        ServeCommand.AddOptions(root);
        return root;
    }

    private static Command Group(string name, string description, params Command[] commands)
    {
        var group = new Command(name, description);
        foreach (var command in commands)
        {
            group.Add(command);
        }

        return group;
    }
}
