using Sallyport.Server.Settings;

namespace Sallyport.Server.Serving;

/// <summary>Tells why a folder that a setting names can't be used, and what to do about it.</summary>
internal static class DataFolderFault
{
    /// <summary>Of the data folder.</summary>
    /// <param name="data">The folder.</param>
    /// <param name="exception">What the system said.</param>
    public static SettingsException Of(string data, Exception exception) =>
        new([$"The data folder '{data}' can't be used: {Why(data, exception)}. Mend that, or name another folder with --data (SALLYPORT_DATA, \"data\" in the settings file)."]);

    /// <summary>Of the folder of the ready file.</summary>
    /// <param name="file">The ready file.</param>
    /// <param name="exception">What the system said.</param>
    public static SettingsException OfReadyFile(string file, Exception exception)
    {
        var path = Path.GetFullPath(file);
        var why = Directory.Exists(path) ? "it is a folder" : Why(Path.GetDirectoryName(path)!, exception);
        return new([$"The ready file '{path}' can't be written: {why}. Mend that, or name another file with --ready-file."]);
    }

    private static string Why(string folder, Exception exception)
    {
        if (ObstacleOf(folder) is { } obstacle)
        {
            return obstacle == folder ? "it is a file, not a folder" : $"'{obstacle}' is a file, not a folder";
        }

        return exception is UnauthorizedAccessException
            ? $"the user '{Environment.UserName}', who runs this, may not write there"
            : exception.Message.TrimEnd('.');
    }

    // The part of a path that is a file where a folder has to be.
    private static string? ObstacleOf(string folder)
    {
        for (var at = Path.TrimEndingDirectorySeparator(folder); at is { Length: > 0 }; at = Path.GetDirectoryName(at))
        {
            if (File.Exists(at))
            {
                return at;
            }
        }

        return null;
    }
}
