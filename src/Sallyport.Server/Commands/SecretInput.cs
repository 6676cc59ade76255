using Spectre.Console;

namespace Sallyport.Server.Commands;

/// <summary>Reads a secret from where other processes can't: an environment variable, standard input or a hidden prompt, never the command line.</summary>
internal static class SecretInput
{
    private const int Longest = 16 * 1024;

    /// <summary>Reads it.</summary>
    /// <param name="variable">The environment variable that holds it; null to read standard input.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="FormatException">There is none, or it is too long.</exception>
    public static async Task<string> ReadAsync(string? variable, CancellationToken cancellationToken)
    {
        if (variable is not null)
        {
            return Environment.GetEnvironmentVariable(variable) is { Length: > 0 } value
                ? value
                : throw new FormatException($"The environment variable '{variable}', which should hold the secret, is not set.");
        }

        if (!Console.IsInputRedirected)
        {
            return await new TextPrompt<string>("Secret:").Secret().ShowAsync(AnsiConsole.Console, cancellationToken);
        }

        var text = new char[Longest + 1];
        var length = await Console.In.ReadBlockAsync(text, cancellationToken);
        if (length > Longest)
        {
            throw new FormatException($"The secret is longer than {Longest:N0} characters.");
        }

        return text.AsSpan(0, length).TrimEnd("\r\n").ToString() is { Length: > 0 } read ? read : throw new FormatException("Standard input holds no secret.");
    }
}
