using System.CommandLine;
using Sallyport.Tenancy;

namespace Sallyport.Server.Commands;

/// <summary><c>key rotate TENANT KEY</c>.</summary>
internal static class KeyRotateCommand
{
    private const int StandardHours = 24;

    public static Command Create()
    {
        var key = new Argument<string>("KEY") { Description = "The key's id, ak_..." };
        var overlap = new Option<double?>("--overlap-hours") { HelpName = "HOURS", Description = $"How long the old key stays valid, 0 to 2160 (default: {StandardHours})." };
        var command = new TenantCommand("rotate", "Create a successor; both keys work until the overlap is over, and the answer tells when that is.", key, overlap);
        command.Acts(
            (parse, _) => Task.FromResult((Id: KeyId.Parse(parse.GetRequiredValue(key), null), Overlap: ReadOverlap(parse.GetValue(overlap) ?? StandardHours))),
            static async (on, rotation, cancellationToken) =>
                KeyJson.PrintIssued(await on.Installation.Keys.RotateAsync(on.Tenant.Id, rotation.Id, rotation.Overlap, cancellationToken), on.IsJson));
        return command;
    }

    private static TimeSpan ReadOverlap(double hours) => hours >= 0 && hours <= KeyAdministration.MaxOverlap.TotalHours
        ? TimeSpan.FromHours(hours)
        : throw new FormatException($"--overlap-hours is 0 to {KeyAdministration.MaxOverlap.TotalHours:0}.");
}
