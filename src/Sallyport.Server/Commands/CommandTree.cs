using System.CommandLine;
using System.CommandLine.Help;

namespace Sallyport.Server.Commands;

/// <summary>All commands. None at all means <c>serve</c>.</summary>
internal static class CommandTree
{
    public static Command Create()
    {
        // Not a RootCommand: that one takes its name, which help shows, from the assembly.
        var root = new Command("sallyport", "A self-hosted security gateway for production AI. Without a command it serves.")
        {
            new HelpOption(),
            new VersionOption(),
            ServeCommand.Create(),
            Group(
                "tenant",
                "Create, list, change, suspend and delete tenants; rotate their data keys; erase months of records.",
                TenantCreateCommand.Create(),
                TenantListCommand.Create(),
                TenantChangeCommand.Create(),
                TenantStateCommands.Suspend(),
                TenantStateCommands.Resume(),
                TenantRotateKeyCommand.Create(),
                TenantShredCommand.Create(),
                TenantStateCommands.Delete()),
            Group("key", "Create, list, rotate and revoke API keys.", KeyCreateCommand.Create(), KeyListCommand.Create(), KeyRevokeCommand.Create(), KeyRotateCommand.Create()),
            Group("master-key", "Rotate the key over all tenants' data keys.", MasterKeyRotateCommand.Create()),
            Group("upstream", "Add, list and remove the model providers of a tenant.", UpstreamAddCommand.Create(), UpstreamListCommand.Create(), UpstreamRemoveCommand.Create()),
            Group("embedder", "Embed a tenant's documents by an endpoint of its own.", EmbedderSetCommand.Create(), EmbedderShowCommand.Create(), EmbedderRetryCommand.Create(), EmbedderRemoveCommand.Create()),
            Group("secret", "Register strings that must not leave a tenant.", SecretAddCommand.Create(), SecretListCommand.Create(), SecretRemoveCommand.Create()),
            Group("exemplar", "Add, list and revoke confirmed attacks, by which texts like them are found.", ExemplarAddCommand.Create(), ExemplarListCommand.Create(), ExemplarRevokeCommand.Create()),
            Group(
                "policy",
                "Check, test, activate and show policies.",
                PolicyCheckCommand.Create(),
                PolicyTestCommand.Create(),
                PolicyActivateCommand.Create(),
                PolicyListCommand.Create(),
                PolicyShowCommand.Create(),
                PolicySchemaCommand.Create()),
            Group("ledger", "Export, verify and prove the record of what happened.", LedgerExportCommand.Create(), LedgerVerifyCommand.Create(), LedgerProveCommand.Create(), LedgerKeyCommand.Create()),
            Group("recording", "List and show recorded content; each look is ledgered.", RecordingListCommand.Create(), RecordingShowCommand.Create()),
            Group("database", "Prepare a PostgreSQL database.", DatabasePrepareCommand.Create()),
            Group("isolation", "Check that tenants are kept apart.", IsolationCheckCommand.Create()),
            DemoCommand.Create(),
            ScanCommand.Create(),
            MutateCommand.Create(),
            ExplainCommand.Create(),
            ReadDocumentCommand.Create(),
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
