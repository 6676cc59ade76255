namespace Sallyport.Storage;

/// <summary>Creates folders and files that only the owner may read.</summary>
internal static class DataFolder
{
    private const UnixFileMode OwnerFile = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    public static void Create(string folder)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(folder);
            return;
        }

        Directory.CreateDirectory(folder, OwnerFile | UnixFileMode.UserExecute);
    }

    /// <summary>Creates the file empty if it is missing, before a library would with the process's own mask.</summary>
    public static void CreateFile(string file)
    {
        Create(Path.GetDirectoryName(file)!);
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        using var created = new FileStream(file, new FileStreamOptions { Mode = FileMode.OpenOrCreate, Access = FileAccess.Write, Share = FileShare.ReadWrite, UnixCreateMode = OwnerFile });
    }
}
