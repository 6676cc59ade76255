using System.CommandLine;
using Sallyport.Tenancy;

namespace Sallyport.Server.Commands;

/// <summary><c>key rotate TENANT KEY</c>.</summary>
internal static class KeyRotateCommand
{
    public static Command Create()
    {
        var command = new Command("rotate", "Create a successor; both keys work until the overlap is over.");
        var tenant = new Argument<string>("TENANT") { Description = "Name or id." };
        var key = new Argument<string>("KEY") { Description = "The key's id, ak_..." };
        var overlap = new Option<double>("--overlap-hours") { Description = "How long the old key stays valid.", DefaultValueFactory = static _ => 24 };
        var common = new CommonOptions();
        command.Add(tenant);
        command.Add(key);
        command.Add(overlap);
        common.AddTo(command);
        command.SetAction((parse, cancellationToken) => CommandFailure.CatchAsync(async () =>
        {
            var id = KeyId.Parse(parse.GetRequiredValue(key), null);
            var hours = parse.GetValue(overlap);
            if (!(hours >= 0 && hours <= KeyAdministration.MaxOverlap.TotalHours))
            {
                throw new FormatException($"--overlap-hours is 0 to {KeyAdministration.MaxOverlap.TotalHours:0}.");
            }

            await using var installation = await common.OpenAsync(parse, cancellationToken);
            var owner = await installation.Tenants.FindAsync(parse.GetRequiredValue(tenant), cancellationToken);
            KeyJson.PrintIssued(await installation.Keys.RotateAsync(owner.Id, id, TimeSpan.FromHours(hours), cancellationToken), common.IsJson(parse));
            return 0;
        }));
        return command;
    }
}
