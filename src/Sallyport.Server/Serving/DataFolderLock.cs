using Sallyport.Server.Settings;

namespace Sallyport.Server.Serving;

/// <summary>
/// Keeps a second server off a data folder: both would write one ledger, and each would take the other's mark for an unclean stop.
/// The system lets go of the lock with the process, however that ends. Commands beside a running server do not take it.
/// </summary>
internal static class DataFolderLock
{
    // What the system says of a file that another process has locked: EWOULDBLOCK on Linux and on macOS, ERROR_SHARING_VIOLATION.
    private static readonly int[] Taken = [11, 35, unchecked((int)0x80070020)];

    /// <summary>Takes the lock, for as long as what is returned lives.</summary>
    /// <param name="data">The data folder; made where it is missing.</param>
    /// <param name="advice">What to do where another server has the lock.</param>
    /// <exception cref="SettingsException">Another server has it, or the folder can't be used.</exception>
    public static IAsyncDisposable Take(string data, string advice = "Stop it, or give this one its own folder with --data.")
    {
        try
        {
            if (OperatingSystem.IsWindows())
            {
                Directory.CreateDirectory(data);
            }
            else
            {
                Directory.CreateDirectory(data, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            }

            return new FileStream(Path.Combine(data, "server.lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException exception) when (Taken.Contains(exception.HResult))
        {
            throw new SettingsException([$"A server runs on the data folder '{data}'. {advice}"]);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw DataFolderFault.Of(data, exception);
        }
    }
}
