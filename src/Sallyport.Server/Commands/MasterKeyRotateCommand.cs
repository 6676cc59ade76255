using System.CommandLine;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Sallyport.Server.Settings;
using Sallyport.Tenancy;

namespace Sallyport.Server.Commands;

/// <summary><c>master-key rotate</c>.</summary>
internal static class MasterKeyRotateCommand
{
    public static Command Create()
    {
        var common = new CommonOptions();
        var file = new Option<string?>("--to-file") { HelpName = "FILE", Description = "Take the new key from this file, which is made where it is missing, and leave the present one in its place (default: the new key takes the place of the present file)." };
        var words = new Option<string?>("--to-command") { HelpName = "COMMAND", Description = "Take the new key from this command, such as a key service's client (default: a file)." };
        var command = new Command("rotate", "Put the installation under a new master key. Each tenant's ledger tells of it.") { file, words };
        common.AddTo(command);
        command.SetAction((parse, cancellationToken) => CommandFailure.CatchAsync(() =>
        {
            var settings = common.Read(parse);
            var (next, advice) = NextOf(settings, parse.GetValue(file), parse.GetValue(words));
            return common.ActAsync(
                parse,
                mayCreate: false,
                async (installation, _) =>
                {
                    using var before = await settings.MasterKey.ReadAsync(mayCreate: false, cancellationToken);
                    var key = await next(cancellationToken);
                    var check = key.CheckValue();
                    var count = await installation.RotateMasterKeyAsync(key, cancellationToken);
                    if (advice is null)
                    {
                        await settings.MasterKey.AcceptNextAsync(check, cancellationToken);
                        using var present = await settings.MasterKey.ReadAsync(mayCreate: false, cancellationToken);
                        if (!CryptographicOperations.FixedTimeEquals(check, present.CheckValue()))
                        {
                            var place = (MasterKeyFile)settings.MasterKey;
                            throw new MasterKeyException($"The installation is under the new master key, which is in '{place.NextLocation}' and could not take its place in '{place.Location}'. Move it there; keep both until then.");
                        }
                    }

                    await installation.TellMasterKeyRotationAsync(cancellationToken);
                    if (common.IsJson(parse))
                    {
                        Printing.Json(new JsonObject { ["tenants"] = count });
                    }
                    else
                    {
                        Console.WriteLine($"The installation is under the new master key; {count} tenants' keys were wrapped anew.");
                        Console.WriteLine(advice ?? WhereKeysAre((MasterKeyFile)settings.MasterKey, before));
                    }

                    return 0;
                },
                cancellationToken);
        }));
        return command;
    }

    private static string WhereKeysAre(MasterKeyFile place, MasterKey before) =>
        $"The new key is in '{place.Location}'; the one before is in '{place.AsideLocation(before.CheckValue())}' and still opens older backups: remove it when those have expired.";

    private static (Func<CancellationToken, Task<MasterKey>> Next, string? Advice) NextOf(InstallationSettings settings, string? file, string? command)
    {
        if (file is not null && command is not null)
        {
            throw new SettingsException(["--to-file and --to-command are both given: the new key comes from one of them."]);
        }

        if (file is not null)
        {
            var source = new MasterKeyFile(file, settings.Data);
            return (token => source.ReadAsync(mayCreate: true, token), $"Start every server anew with --master-key-file {source.Location}. The key before still opens older backups.");
        }

        if (command is not null)
        {
            return CommandWords.TrySplit(command, out var words)
                ? (token => new MasterKeyCommand(words).ReadAsync(mayCreate: false, token), "Start every server anew with that command as its --master-key-command. The key before still opens older backups.")
                : throw new SettingsException(["--to-command is a program and its arguments, parted by blanks; a quotation mark in it is not closed, or there is no program."]);
        }

        return settings.MasterKey is MasterKeyFile present
            ? (present.CreateNextAsync, null)
            : throw new SettingsException(["The master key comes from a command. Say where the new one comes from: --to-command or --to-file."]);
    }
}
