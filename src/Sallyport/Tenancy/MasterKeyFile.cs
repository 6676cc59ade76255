using System.Security.Cryptography;
using System.Text;

namespace Sallyport.Tenancy;

/// <summary>The master key in a file of its own (0600), which must not lie in the data folder: a copy of the data alone opens nothing.</summary>
public sealed class MasterKeyFile : IMasterKeySource
{
    private const int MaxLength = 256;

    // A hundred times, two seconds in all.
    private const int LongestWait = 100;
    private static readonly TimeSpan WaitStep = TimeSpan.FromMilliseconds(20);
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private readonly string _path;

    /// <summary>A key file for an installation.</summary>
    /// <param name="path">The file. It is created on the first start of a new installation.</param>
    /// <param name="dataFolder">The data folder; null where the data is not in a folder.</param>
    /// <exception cref="MasterKeyException">The file would lie inside the data folder.</exception>
    public MasterKeyFile(string path, string? dataFolder)
    {
        _path = Path.GetFullPath(path);
        if (dataFolder is not null && IsInside(_path, Path.GetFullPath(dataFolder)))
        {
            throw new MasterKeyException($"The master key's file '{_path}' lies in the data folder. Keep it elsewhere, so that who copies the data does not get the key with it.");
        }
    }

    /// <summary>The file's full path.</summary>
    public string Location => _path;

    /// <summary>The usual place: beside the data folder, <c>DATA.master-key</c>.</summary>
    public static string DefaultLocation(string dataFolder) =>
        Path.TrimEndingDirectorySeparator(Path.GetFullPath(dataFolder)) + ".master-key";

    /// <inheritdoc/>
    public async Task<MasterKey> ReadAsync(bool mayCreate, CancellationToken cancellationToken)
    {
        if (!File.Exists(_path))
        {
            if (!mayCreate)
            {
                throw new MasterKeyException($"The master key's file '{_path}' is missing, and this installation's data was encrypted under it. Put the file back; nothing has been changed.");
            }

            await CreateAsync(cancellationToken).ConfigureAwait(false);
        }

        CheckMode();
        var text = await ReadTextAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return MasterKey.Parse(text);
        }
        catch (MasterKeyException e)
        {
            throw new MasterKeyException($"The master key's file '{_path}' cannot be used. {e.Message}");
        }
        finally
        {
            Array.Clear(text);
        }
    }

    /// <summary>Where the key lies that is to take this one's place.</summary>
    public string NextLocation => _path + ".next";

    /// <summary>Where a key lies that had this one's place before.</summary>
    /// <param name="check">Its check value.</param>
    internal string AsideLocation(byte[] check) => $"{_path}.{Convert.ToHexStringLower(check.AsSpan(0, 8))}.old";

    /// <summary>Makes the key that is to take this one's place, or finds the one that a rotation before has left.</summary>
    /// <exception cref="MasterKeyException">The file cannot be made or used.</exception>
    public Task<MasterKey> CreateNextAsync(CancellationToken cancellationToken) => new MasterKeyFile(NextLocation, dataFolder: null).ReadAsync(mayCreate: true, cancellationToken);

    /// <inheritdoc/>
    public async Task<MasterKey?> ReadNextAsync(CancellationToken cancellationToken) =>
        File.Exists(NextLocation) ? await new MasterKeyFile(NextLocation, dataFolder: null).ReadAsync(mayCreate: false, cancellationToken).ConfigureAwait(false) : null;

    /// <inheritdoc/>
    public async Task AcceptNextAsync(byte[] check, CancellationToken cancellationToken)
    {
        // Servers and the command that rotated come here at once: one works at a time, and what another has done is seen to be done.
        for (var wait = 0; File.Exists(NextLocation); wait++)
        {
            try
            {
                using var held = new FileStream(_path + ".lock", Options(FileMode.OpenOrCreate));
                await ReplaceAsync(check, cancellationToken).ConfigureAwait(false);
                File.Delete(held.Name);
                return;
            }
            catch (IOException) when (wait < LongestWait)
            {
                await Task.Delay(WaitStep, cancellationToken).ConfigureAwait(false);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // The folder is not this process's to change: both files are read at the next start too.
                return;
            }
        }
    }

    // The place is never empty: the key in it is copied aside, then replaced in one step.
    private async Task ReplaceAsync(byte[] check, CancellationToken cancellationToken)
    {
        using var next = await ReadNextAsync(cancellationToken).ConfigureAwait(false);
        if (next is null || !CryptographicOperations.FixedTimeEquals(check, next.CheckValue()))
        {
            return;
        }

        if (File.Exists(_path))
        {
            using var present = await ReadAsync(mayCreate: false, cancellationToken).ConfigureAwait(false);
            var aside = AsideLocation(present.CheckValue());
            if (!File.Exists(aside))
            {
                File.Copy(_path, aside);
            }
        }

        File.Move(NextLocation, _path, overwrite: true);
    }

    private static bool IsInside(string path, string folder) =>
        Resolve(path).StartsWith(Path.TrimEndingDirectorySeparator(Resolve(folder)) + Path.DirectorySeparatorChar, StringComparison.Ordinal);

    // Links are followed component by component, since either path may go through one.
    private static string Resolve(string path)
    {
        var resolved = Path.GetPathRoot(path)!;
        foreach (var part in path[resolved.Length..].Split(Path.DirectorySeparatorChar, StringSplitOptions.RemoveEmptyEntries))
        {
            var next = Path.Combine(resolved, part);
            resolved = Path.Exists(next) ? File.ResolveLinkTarget(next, returnFinalTarget: true)?.FullName ?? next : next;
        }

        return resolved;
    }

    // Of several processes that start at once, one writes: who holds the lock. A move alone isn't enough, since it looks whether the key is there before it renames.
    // The lock holds no key, so that it doesn't matter who has made it; whoever comes to hold it later finds the key there.
    private async Task CreateAsync(CancellationToken cancellationToken)
    {
        var held = _path + ".lock";
        for (var wait = 0; !File.Exists(_path); wait++)
        {
            try
            {
                Directory.CreateDirectory(Path.GetDirectoryName(_path)!);
                using var file = new FileStream(held, Options(FileMode.OpenOrCreate));
                if (!File.Exists(_path))
                {
                    Write();
                }

                File.Delete(held);
            }
            catch (IOException) when (wait < LongestWait)
            {
                await Task.Delay(WaitStep, cancellationToken).ConfigureAwait(false);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                throw new MasterKeyException($"The master key's file '{_path}' could not be created: {e.Message} The user who runs this has to be able to write its folder; the setting 'master-key-file' names another place.", e);
            }
        }
    }

    private void Write()
    {
        // A name that nobody can have made before, as a file of theirs or as a link to one.
        var draft = $"{_path}.{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(6))}";
        using var key = MasterKey.New();
        try
        {
            using (var file = new FileStream(draft, Options(FileMode.CreateNew)))
            {
                file.Write(Encoding.ASCII.GetBytes(key.Export() + "\n"));
                file.Flush(flushToDisk: true);
            }

            // Whole or not at all.
            File.Move(draft, _path, overwrite: false);
        }
        finally
        {
            File.Delete(draft);
        }
    }

    private static FileStreamOptions Options(FileMode mode)
    {
        // Nobody else's while it is open; Windows deletes an open file only where it is shared for that.
        var share = OperatingSystem.IsWindows() ? FileShare.Delete : FileShare.None;
        var options = new FileStreamOptions { Mode = mode, Access = FileAccess.Write, Share = share };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = OwnerOnly;
        }

        return options;
    }

    private void CheckMode()
    {
        const UnixFileMode others = UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.OtherRead | UnixFileMode.OtherWrite;
        if (!OperatingSystem.IsWindows() && (File.GetUnixFileMode(_path) & others) != 0)
        {
            throw new MasterKeyException($"The master key's file '{_path}' can be read by others. Make it yours alone: chmod 600 '{_path}'.");
        }
    }

    private async Task<char[]> ReadTextAsync(CancellationToken cancellationToken)
    {
        var bytes = new byte[MaxLength];
        try
        {
            using var file = File.OpenRead(_path);
            var length = await file.ReadAtLeastAsync(bytes, MaxLength, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false);
            return Encoding.ASCII.GetChars(bytes, 0, length);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new MasterKeyException($"The master key's file '{_path}' cannot be read: {e.Message}", e);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(bytes);
        }
    }
}
