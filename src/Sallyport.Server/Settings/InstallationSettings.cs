using Sallyport.Tenancy;

namespace Sallyport.Server.Settings;

/// <summary>Where an installation lies and what opens it, checked. The server and every command read it alike.</summary>
internal sealed record InstallationSettings
{
    /// <summary>The settings that it is read from.</summary>
    public static IReadOnlyList<string> Names { get; } = ["data", "master-key-file", "master-key-command", "database"];

    /// <summary>The data folder, a full path.</summary>
    public required string Data { get; init; }

    /// <summary>The master key's file, or null for the one beside the data folder.</summary>
    public string? MasterKeyFile { get; init; }

    /// <summary>The command that prints the master key, its program first; null where a file holds it.</summary>
    public IReadOnlyList<string>? MasterKeyCommand { get; init; }

    /// <summary>A PostgreSQL connection string, or null for the embedded database. A secret.</summary>
    public string? Database { get; init; }

    /// <summary>Whether something may be there: the embedded database's file, or any PostgreSQL database.</summary>
    public bool Exists => Database is not null || File.Exists(Path.Combine(Data, Storage.Database.FileName));

    /// <summary>Where the master key comes from.</summary>
    /// <exception cref="MasterKeyException">Its file would lie inside the data folder.</exception>
    public IMasterKeySource MasterKey => MasterKeyCommand is { } command
        ? new MasterKeyCommand(command)
        : new MasterKeyFile(MasterKeyFile ?? Tenancy.MasterKeyFile.DefaultLocation(Data), Data);

    /// <summary>The usual data folder.</summary>
    public static string DefaultData => Path.Combine(
        Environment.GetEnvironmentVariable("XDG_DATA_HOME") is { Length: > 0 } home ? home : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".local", "share"),
        "sallyport");

    /// <summary>Reads the settings.</summary>
    /// <exception cref="SettingsException">Something is wrong; every mistake is listed.</exception>
    public static InstallationSettings Read(SettingsSources sources)
    {
        var problems = sources.Problems.ToList();
        var settings = Read(sources, problems);
        return problems.Count == 0 ? settings : throw new SettingsException(problems);
    }

    /// <summary>As <see cref="Read(SettingsSources)"/>, with the mistakes added to others.</summary>
    public static InstallationSettings Read(SettingsSources sources, List<string> problems)
    {
        var settings = new InstallationSettings
        {
            Data = Path.GetFullPath(sources.One("data", problems) ?? DefaultData),
            MasterKeyFile = sources.One("master-key-file", problems),
            MasterKeyCommand = ReadCommand(sources, problems),
            Database = sources.One("database", problems),
        };
        if (settings is { MasterKeyFile: not null, MasterKeyCommand: not null })
        {
            problems.Add($"{sources.PlaceOf("master-key-file")} and {sources.PlaceOf("master-key-command")} are both given: the master key comes from one of them.");
        }

        return settings;
    }

    private static IReadOnlyList<string>? ReadCommand(SettingsSources sources, List<string> problems)
    {
        const string name = "master-key-command";
        if (sources.One(name, problems) is not { } text)
        {
            return null;
        }

        if (CommandWords.TrySplit(text, out var words))
        {
            return words;
        }

        problems.Add($"{sources.PlaceOf(name)} is a program and its arguments, parted by blanks; a quotation mark in it is not closed, or there is no program.");
        return null;
    }
}
