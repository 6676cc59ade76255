namespace Sallyport.Ledger;

/// <summary>Files that only their owner reads and writes (0600).</summary>
internal static class PrivateFile
{
    public static FileStream Append(string path) => Open(path, FileMode.Append);

    public static FileStream Create(string path) => Open(path, FileMode.Create);

    private static FileStream Open(string path, FileMode mode)
    {
        var options = new FileStreamOptions { Mode = mode, Access = FileAccess.Write, Share = FileShare.Read };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        return new FileStream(path, options);
    }
}
