using System.Buffers;

namespace Sallyport.Detection.Secrets;

/// <summary>An option of one letter by which some programs take a password, where most others take a path or a port.</summary>
/// <param name="Command">The program, or how the names of several begin.</param>
/// <param name="Option">The option.</param>
/// <param name="IsAttached">Whether the password may follow without a space; these programs take one behind a space for something else.</param>
internal sealed record CommandOption(string Command, string Option, bool IsAttached)
{
    /// <summary>The option that a program before it on the same line takes its password by; null where none does.</summary>
    /// <param name="before">Text before the option.</param>
    /// <param name="text">Text from the option on.</param>
    public static CommandOption? Find(ReadOnlySpan<char> before, ReadOnlySpan<char> text)
    {
        if (before.IsEmpty || before[^1] is not (' ' or '\t'))
        {
            return null;
        }

        var line = before[(before.LastIndexOfAny('\n', '\r') + 1)..];
        if (!line.ContainsAny(Programs))
        {
            return null;
        }

        foreach (var known in All)
        {
            if (text.StartsWith(known.Option, StringComparison.Ordinal) && line.LastIndexOf(known.Command, StringComparison.Ordinal) is >= 0 and var at
                && (at == 0 || !char.IsAsciiLetterOrDigit(line[at - 1])))
            {
                return known;
            }
        }

        return null;
    }

    private static IReadOnlyList<CommandOption> All { get; } =
    [
        new("mysql", "-p", IsAttached: true),
        new("mariadb", "-p", IsAttached: true),
        new("docker login", "-p", IsAttached: false),
        new("podman login", "-p", IsAttached: false),
        new("nerdctl login", "-p", IsAttached: false),
        new("helm registry login", "-p", IsAttached: false),
        new("mongo", "-p", IsAttached: false),
        new("redis-cli", "-a", IsAttached: false),
        new("sqlcmd", "-P", IsAttached: false),
        new("mosquitto_", "-P", IsAttached: false),
        new("ldap", "-w", IsAttached: false),
    ];

    private static SearchValues<string> Programs { get; } = SearchValues.Create([.. All.Select(static option => option.Command)], StringComparison.Ordinal);
}
