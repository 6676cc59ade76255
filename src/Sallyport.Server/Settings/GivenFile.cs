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

    /// <summary>Writes a file by something that may write under another name first.</summary>
    /// <param name="what">What it is, to begin a sentence with.</param>
    /// <param name="path">Its path, as it was given.</param>
    /// <param name="act">Writes it.</param>
    /// <exception cref="SettingsException">It can't be written.</exception>
    public static async Task<T> WriteAsync<T>(string what, string path, Func<Task<T>> act)
    {
        try
        {
            // Its last step would replace the folder's name, with a message of its own.
            return Directory.Exists(path) ? throw new IOException() : await act();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw Fault(what, path, "written", exception);
        }
    }

    private static T Tell<T>(string what, string path, string done, Func<T> act)
    {
        try
        {
            return act();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw Fault(what, path, done, exception);
        }
    }

    private static SettingsException Fault(string what, string path, string done, Exception exception)
    {
        var why = exception switch
        {
            FileNotFoundException => "there is no such file",
            DirectoryNotFoundException => "there is no such folder",
            _ when Directory.Exists(path) => "it is a folder",
            UnauthorizedAccessException => $"the user '{Environment.UserName}', who runs this, may not",
            _ => exception.Message.TrimEnd('.'),
        };
        return new SettingsException([$"{what} '{path}' can't be {done}: {why}."]);
    }
}
