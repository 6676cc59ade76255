using System.CommandLine;
using System.Text.Json.Nodes;
using Sallyport.Rotation;

namespace Sallyport.Server.Commands;

/// <summary><c>tenant rotate-key TENANT</c>.</summary>
internal static class TenantRotateKeyCommand
{
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(500);

    public static Command Create()
    {
        var command = new TenantCommand("rotate-key", "Give a tenant a new data key and seal all of it anew, or go on with that. The old key is destroyed ten minutes later, by a running server or by this command called again.");
        command.Acts(static async (on, cancellationToken) =>
        {
            var rotations = on.Installation.KeyRotations;
            TenantKeyRotation? rotation = await rotations.BeginAsync(on.Tenant.Id, cancellationToken);
            string? told = null;
            while (rotation is { Phase: not KeyRotationPhase.Settling })
            {
                var line = rotation.Phase == KeyRotationPhase.Spreading ? "Waiting until every server knows the new key." : $"Sealed anew: {rotation.Resealed}.";
                if (!on.IsJson && line != told)
                {
                    Console.WriteLine(told = line);
                }

                await Task.Delay(Step, cancellationToken);
                rotation = await rotations.AdvanceAsync(on.Tenant.Id, cancellationToken);
            }

            if (rotation is null)
            {
                on.Print(new JsonObject { ["id"] = on.Tenant.Id.Value, ["phase"] = "done" }, $"'{on.Tenant.Name}' is under its new data key; the one before is destroyed. Its ledger tells of it.");
                return;
            }

            // On one that settled already, this is what there is to do.
            rotation = await rotations.AdvanceAsync(on.Tenant.Id, cancellationToken);
            on.Print(
                rotation is null ? new JsonObject { ["id"] = on.Tenant.Id.Value, ["phase"] = "done" } : JsonOf(rotation),
                rotation is null
                    ? $"'{on.Tenant.Name}' is under its new data key; the one before is destroyed. Its ledger tells of it."
                    : $"All of '{on.Tenant.Name}' is sealed under its new data key ({rotation.Resealed} values sealed anew{Unreadable(rotation)}). The old key is destroyed at {Printing.Time(rotation.Since + TenantKeyRotations.Settle)}, by a running server or by this command.");
        });
        return command;
    }

    private static string Unreadable(TenantKeyRotation rotation) => rotation.Unreadable == 0 ? "" : $", {rotation.Unreadable} that no key opens left as they were";

    private static JsonObject JsonOf(TenantKeyRotation rotation) => new()
    {
        ["id"] = rotation.Tenant.Value,
        ["phase"] = "settling",
        ["from_key"] = rotation.FromKey,
        ["to_key"] = rotation.ToKey,
        ["resealed"] = rotation.Resealed,
        ["unreadable"] = rotation.Unreadable,
        ["destroys_old_key"] = Printing.Time(rotation.Since + TenantKeyRotations.Settle),
    };
}
