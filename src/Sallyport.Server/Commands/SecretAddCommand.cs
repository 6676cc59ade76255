using System.CommandLine;
using System.Text.Json.Nodes;

namespace Sallyport.Server.Commands;

/// <summary><c>secret add TENANT NAME</c>: registers a string that must not leave.</summary>
internal static class SecretAddCommand
{
    public static Command Create()
    {
        var name = new Argument<string>("NAME") { Description = "A name for it: 1 to 64 letters, digits, '-', '_' and '.'. One of that name is replaced." };
        var variable = new Option<string?>("--value-env") { HelpName = "VARIABLE", Description = "The environment variable that holds it (default: standard input)." };
        var command = new TenantCommand("add", "Register a string that no answer may carry, in any form; both presets have a guard for it. It comes from the environment or standard input.", name, variable);
        command.Acts(
            (parse, cancellationToken) => SecretInput.ReadAsync(parse.GetValue(variable), cancellationToken),
            async (on, value, cancellationToken) =>
            {
                await on.Installation.KnownSecrets.SetAsync(on.Tenant.Id, on.Parse.GetRequiredValue(name), value, cancellationToken);
                on.Print(new JsonObject { ["registered"] = true }, "Registered.");
                await PolicyGaps.TellOfSecretsAsync(on, cancellationToken);
            });
        return command;
    }
}
