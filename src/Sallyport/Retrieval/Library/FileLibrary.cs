using System.Security.Cryptography;
using Sallyport.Tenancy;

namespace Sallyport.Retrieval.Library;

/// <summary>
/// A tenant's uploaded files. Each is sealed under a key of its own as it arrives; nothing of it is on disk in the clear, and at most one part of it is in memory. Deleting a file destroys
/// its key first, then removes its rows, then states it in the ledger; what a crash leaves is finished by <see cref="CompleteDeletionsAsync"/>. Safe for concurrent use.
/// </summary>
public sealed class FileLibrary(IFileStore store, TimeProvider time, IAdministrationJournal? journal = null)
{
    /// <summary>The longest name, in UTF-16 code units.</summary>
    public const int MaxNameLength = 512;

    /// <summary>What each file counts besides its length towards what a tenant keeps: its name, key and rows, which an empty one has too. Bytes.</summary>
    public const int FileWeight = 4096;

    /// <summary>The most files of one listing.</summary>
    public const int MaxListed = 10_000;

    /// <summary>How long an upload may make no progress before it counts as torn.</summary>
    public static readonly TimeSpan UploadPatience = TimeSpan.FromMinutes(10);

    private const int MaxPurposeLength = 64;

    /// <summary>Keeps a file. Nobody sees it before it is whole; one that can't be read to its end leaves nothing.</summary>
    /// <param name="vault">The tenant's vault.</param>
    /// <param name="name">1 to <see cref="MaxNameLength"/> characters; sealed, and never a path.</param>
    /// <param name="purpose">1 to 64 lower-case letters, digits, '-' and '_'; kept in the clear.</param>
    /// <param name="content">Read to its end.</param>
    /// <param name="maxBytes">The most bytes.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="RetrievalException">A value is invalid, the content is longer than allowed, or the tenant is gone.</exception>
    public Task<StoredFile> UploadAsync(TenantVault vault, string name, string purpose, Stream content, long maxBytes, CancellationToken cancellationToken)
    {
        CheckPurpose(purpose);
        return UploadAsync(vault, name, _ => ValueTask.FromResult(purpose), content, maxBytes, mostStored: null, cancellationToken);
    }

    /// <summary>As above, for a purpose that is only known once the content has been read: some clients send it behind the file.</summary>
    /// <param name="vault">The tenant's vault.</param>
    /// <param name="name">1 to <see cref="MaxNameLength"/> characters; sealed, and never a path.</param>
    /// <param name="purpose">Asked once the content has been read to its end. What it throws ends the upload, of which nothing is kept.</param>
    /// <param name="content">Read to its end.</param>
    /// <param name="maxBytes">The most bytes.</param>
    /// <param name="mostStored">How many bytes of files the tenant may keep in all, each with its <see cref="FileWeight"/>, uploads under way included; null for no limit.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="RetrievalException">A value is invalid, the content is longer than allowed, the tenant would keep too much, or it is gone.</exception>
    public Task<StoredFile> UploadAsync(
        TenantVault vault, string name, Func<CancellationToken, ValueTask<string>> purpose, Stream content, long maxBytes, long? mostStored, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(vault);
        ArgumentNullException.ThrowIfNull(purpose);
        ArgumentNullException.ThrowIfNull(content);
        CheckName(name);
        return UploadAsync(vault, FileId.New(time), name, purpose, content, maxBytes, mostStored, cancellationToken);
    }

    /// <summary>Keeps a file under an id of the caller's.</summary>
    internal Task KeepAsync(TenantVault vault, FileId id, string name, string purpose, Stream content, CancellationToken cancellationToken) =>
        UploadAsync(vault, id, name, _ => ValueTask.FromResult(purpose), content, long.MaxValue, mostStored: null, cancellationToken);

    private async Task<StoredFile> UploadAsync(
        TenantVault vault, FileId id, string name, Func<CancellationToken, ValueTask<string>> purpose, Stream content, long maxBytes, long? mostStored, CancellationToken cancellationToken)
    {
        var (key, wrapped) = DocumentKey.New(vault, id);
        using (key)
        {
            var created = Now();
            var file = new SealedFile(id, "", 0, created, FileNames.Seal(key, name));
            if (!await store.BeginAsync(vault, file, wrapped, created + UploadPatience, cancellationToken).ConfigureAwait(false))
            {
                throw new RetrievalException(RetrievalFailure.NotFound, "The tenant is gone.");
            }

            try
            {
                var bytes = await WriteAsync(vault, key, id, content, maxBytes, mostStored, cancellationToken).ConfigureAwait(false);
                var stated = await purpose(cancellationToken).ConfigureAwait(false);
                CheckPurpose(stated);
                return await store.CompleteAsync(vault, id, stated, bytes, cancellationToken).ConfigureAwait(false)
                    ? new StoredFile(id, name, stated, bytes, created)
                    : throw new RetrievalException(RetrievalFailure.Conflict, "The upload stood still for too long and was given up; upload the file again.");
            }
            catch
            {
                await RemoveTornAsync(vault, id).ConfigureAwait(false);
                throw;
            }
        }
    }

    /// <summary>The file, or null.</summary>
    public Task<StoredFile?> FindAsync(TenantVault vault, FileId id, CancellationToken cancellationToken) =>
        SentinelFile.Is(vault, id) ? Task.FromResult<StoredFile?>(null) : FindAnyAsync(vault, id, cancellationToken);

    /// <summary>The file, the tenant's sentinel too, or null.</summary>
    internal async Task<StoredFile?> FindAnyAsync(TenantVault vault, FileId id, CancellationToken cancellationToken)
    {
        return await store.FindAsync(vault, id, cancellationToken).ConfigureAwait(false) is { } file
            && await OpenAsync(vault, [file], cancellationToken).ConfigureAwait(false) is [var opened] ? opened : null;
    }

    /// <summary>The tenant's files by age.</summary>
    /// <param name="vault">The tenant's vault.</param>
    /// <param name="purpose">Of this purpose only; null for all.</param>
    /// <param name="window">Which stretch; at most <see cref="MaxListed"/> files.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<Listing<StoredFile>> ListAsync(TenantVault vault, string? purpose, ListWindow<FileId> window, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(vault);
        ArgumentNullException.ThrowIfNull(window);
        var files = await store.ListAsync(vault, purpose, window with { Limit = Math.Clamp(window.Limit, 1, MaxListed) }, cancellationToken).ConfigureAwait(false);
        return new Listing<StoredFile>(await OpenAsync(vault, files.Items, cancellationToken).ConfigureAwait(false), files.HasMore);
    }

    /// <summary>Opens a file's content. Dispose of the stream: it holds the file's key and an opened part.</summary>
    /// <returns>Null where there is no such file. The stream fails with an <see cref="IOException"/> where the content was altered, or is deleted meanwhile.</returns>
    public Task<Stream?> OpenReadAsync(TenantVault vault, FileId id, CancellationToken cancellationToken) =>
        SentinelFile.Is(vault, id) ? Task.FromResult<Stream?>(null) : OpenAnyAsync(vault, id, cancellationToken);

    /// <summary>As <see cref="OpenReadAsync"/>, the tenant's sentinel too.</summary>
    internal async Task<Stream?> OpenAnyAsync(TenantVault vault, FileId id, CancellationToken cancellationToken)
    {
        if (await store.FindAsync(vault, id, cancellationToken).ConfigureAwait(false) is not { } file)
        {
            return null;
        }

        var keys = await store.ReadKeysAsync(vault, [id], cancellationToken).ConfigureAwait(false);
        return keys.TryGetValue(id, out var wrapped) ? new StoredFileStream(store, vault, file, DocumentKey.Unwrap(vault, id, wrapped)) : null;
    }

    /// <summary>Destroys a file's key, and with it its content, its chunks in every vector store and its name, for good. Backups that hold the wrapped key must expire too.</summary>
    /// <returns>False where there is no such file.</returns>
    public Task<bool> DeleteAsync(TenantVault vault, FileId id, CancellationToken cancellationToken) =>
        SentinelFile.Is(vault, id) ? Task.FromResult(false) : DeleteAnyAsync(vault, id, cancellationToken);

    /// <summary>As <see cref="DeleteAsync"/>, the tenant's sentinel too.</summary>
    internal async Task<bool> DeleteAnyAsync(TenantVault vault, FileId id, CancellationToken cancellationToken)
    {
        if (await store.FindAsync(vault, id, cancellationToken).ConfigureAwait(false) is null
            || await store.DestroyKeyAsync(vault, id, Now(), cancellationToken).ConfigureAwait(false) is not { } deletion)
        {
            return false;
        }

        // What follows is not to be given up half-way because a client has left.
        await CompleteAsync(deletion, CancellationToken.None).ConfigureAwait(false);
        return true;
    }

    /// <summary>Finishes deletions that a crash has left half-done, and removes torn uploads, of all tenants. To be called at start and now and then.</summary>
    public async Task CompleteDeletionsAsync(CancellationToken cancellationToken)
    {
        await store.SweepAsync(Now(), cancellationToken).ConfigureAwait(false);
        List<Exception> failures = [];
        foreach (var deletion in await store.ListDeletionsAsync(Now(), cancellationToken).ConfigureAwait(false))
        {
            try
            {
                await CompleteAsync(deletion, cancellationToken).ConfigureAwait(false);
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                // One tenant's damaged vault must not keep the others' deletions open.
                failures.Add(e);
            }
        }

        if (failures.Count > 0)
        {
            throw new AggregateException("Some deletions could not be finished.", failures);
        }
    }

    private static void CheckName(string name)
    {
        if (name is not { Length: > 0 and <= MaxNameLength })
        {
            throw new RetrievalException(RetrievalFailure.Invalid, $"A file's name has 1 to {MaxNameLength} characters.");
        }
    }

    private static void CheckPurpose(string purpose)
    {
        if (purpose is not { Length: > 0 and <= MaxPurposeLength } || !purpose.All(static c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '-' or '_'))
        {
            throw new RetrievalException(RetrievalFailure.Invalid, $"A file's purpose has 1 to {MaxPurposeLength} lower-case letters, digits, '-' and '_'.");
        }
    }

    private async Task<long> WriteAsync(TenantVault vault, DocumentKey key, FileId id, Stream content, long maxBytes, long? mostStored, CancellationToken cancellationToken)
    {
        // Two parts: whether one is the last is only known once nothing follows.
        var (part, next) = (NewPart(), NewPart());
        try
        {
            var extended = Now();
            var total = 0L;
            var length = await FillAsync(content, part, cancellationToken).ConfigureAwait(false);
            for (long number = 0; ; number++)
            {
                total += length;
                if (total > maxBytes)
                {
                    throw new RetrievalException(RetrievalFailure.TooLarge, $"The file is longer than the {maxBytes:N0} bytes that are allowed.");
                }

                var following = length < FileParts.Length ? 0 : await FillAsync(content, next, cancellationToken).ConfigureAwait(false);
                var box = FileParts.Seal(key, number, following == 0, part.AsSpan(0, length));
                if (!await store.WritePartAsync(vault, id, number, box, length, mostStored, cancellationToken).ConfigureAwait(false))
                {
                    throw new RetrievalException(
                        RetrievalFailure.Full, $"With this file the tenant would keep more than the {mostStored >> 20:N0} MB of files that it may. Delete some first, or ask the gateway's operator for more.");
                }

                if (following == 0)
                {
                    return total;
                }

                if (Now() - extended > UploadPatience / 10)
                {
                    extended = Now();
                    await store.ExtendAsync(vault, id, extended + UploadPatience, cancellationToken).ConfigureAwait(false);
                }

                (part, next, length) = (next, part, following);
            }
        }
        finally
        {
            CryptographicOperations.ZeroMemory(part);
            CryptographicOperations.ZeroMemory(next);
        }
    }

    private static byte[] NewPart() => GC.AllocateUninitializedArray<byte>(FileParts.Length, pinned: true);

    private static async Task<int> FillAsync(Stream content, byte[] part, CancellationToken cancellationToken) =>
        await content.ReadAtLeastAsync(part, part.Length, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false);

    private async Task RemoveTornAsync(TenantVault vault, FileId id)
    {
        try
        {
            if (await store.DestroyKeyAsync(vault, id, Now(), CancellationToken.None).ConfigureAwait(false) is { } deletion)
            {
                await CompleteAsync(deletion, CancellationToken.None).ConfigureAwait(false);
            }
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // The reason why the upload failed is what the caller must hear; the sweep removes what is left.
        }
    }

    private async Task CompleteAsync(FileDeletion deletion, CancellationToken cancellationToken)
    {
        await store.RemoveAsync(deletion.Tenant, deletion.File, Now(), cancellationToken).ConfigureAwait(false);
        if (deletion.WasWhole && journal is not null)
        {
            await journal.RecordAsync(
                new AdministrationAct(
                    deletion.Tenant,
                    AdministrationKinds.FileDeleted,
                    new("file", deletion.File.Value),
                    new("destroyed_key_sha256", Convert.ToHexStringLower(deletion.KeyHash))),
                cancellationToken).ConfigureAwait(false);
        }

        await store.ForgetDeletionAsync(deletion.Tenant, deletion.File, cancellationToken).ConfigureAwait(false);
    }

    private async Task<IReadOnlyList<StoredFile>> OpenAsync(TenantVault vault, IReadOnlyList<SealedFile> files, CancellationToken cancellationToken)
    {
        var keys = await store.ReadKeysAsync(vault, [.. files.Select(static file => file.Id)], cancellationToken).ConfigureAwait(false);
        var opened = new List<StoredFile>(files.Count);
        foreach (var file in files)
        {
            // A file without a key is being deleted.
            if (keys.TryGetValue(file.Id, out var wrapped))
            {
                using var key = DocumentKey.Unwrap(vault, file.Id, wrapped);
                opened.Add(new StoredFile(file.Id, FileNames.Open(key, file.SealedName), file.Purpose, file.Bytes, file.Created));
            }
        }

        return opened;
    }

    private DateTimeOffset Now() => DateTimeOffset.FromUnixTimeMilliseconds(time.GetUtcNow().ToUnixTimeMilliseconds());
}
