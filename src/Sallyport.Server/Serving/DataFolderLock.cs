using Sallyport.Server.Settings;

namespace Sallyport.Server.Serving;

/// <summary>
/// Keeps a second server off a data folder: both would write one ledger, and each would take the other's mark for an unclean stop.
/// The system lets go of the lock with the process, however that ends. Commands beside a running server do not take it.
/// </summary>
internal static class DataFolderLock
{
    /// <summary>Takes the lock, for as long as what is returned lives.</summary>
    /// <exception cref="SettingsException">Another server has it.</exception>
    public static IAsyncDisposable Take(string data)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(data);
        }
        else
        {
            Directory.CreateDirectory(data, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        try
        {
            return new FileStream(Path.Combine(data, "server.lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException exception) when (exception is not (DirectoryNotFoundException or PathTooLongException))
        {
            throw new SettingsException([$"Another server runs on the data folder '{data}'. Stop it, or give this one its own folder with --data."]);
        }
    }
}
