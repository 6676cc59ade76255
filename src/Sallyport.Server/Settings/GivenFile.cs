namespace Sallyport.Server.Settings;

/// <summary>Files that a user names. One that can't be opened is a mistake in what was given, like any other.</summary>
internal static class GivenFile
{
    /// <summary>Opens a file to read it.</summary>
    /// <param name="what">What it is, to begin a sentence with: "The policy".</param>
    /// <param name="path">Its path, as it was given.</param>
    /// <exception cref="SettingsException">It can't be opened.</exception>
    public static FileStream Open(string what, string path) => Tell(what, path, "read", () => new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete));

    /// <summary>Creates a file, in place of one that is there.</summary>
    /// <param name="what">What it is, to begin a sentence with.</param>
    /// <param name="path">Its path, as it was given.</param>
    /// <exception cref="SettingsException">It can't be created.</exception>
    public static FileStream Create(string what, string path) => Tell(what, path, "written", () => File.Create(path));

    /// <summary>The text of a file.</summary>
    /// <param name="what">What it is, to begin a sentence with.</param>
    /// <param name="path">Its path, as it was given.</param>
    /// <exception cref="SettingsException">It can't be read.</exception>
    public static string ReadText(string what, string path) => Tell(what, path, "read", () => File.ReadAllText(path));

    private static T Tell<T>(string what, string path, string done, Func<T> act)
    {
        try
        {
            return act();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            var why = exception switch
            {
                FileNotFoundException => "there is no such file",
                DirectoryNotFoundException => "there is no such folder",
                _ when Directory.Exists(path) => "it is a folder",
                _ => exception.Message.TrimEnd('.'),
            };
            throw new SettingsException([$"{what} '{path}' can't be {done}: {why}."]);
        }
    }
}
