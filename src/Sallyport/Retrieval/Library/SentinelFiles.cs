using System.Security.Cryptography;
using System.Text;
using Sallyport.Retrieval.Chunking;
using Sallyport.Tenancy;

namespace Sallyport.Retrieval.Library;

/// <summary>
/// Plants tenants' sentinels: one file a tenant (<see cref="SentinelFile"/>), attached to each of its vector stores and ingested like any other, so that it goes wherever their documents go. It is
/// embedded anew with them, and gone with the store. Safe for concurrent use.
/// </summary>
/// <param name="library">Keeps the file.</param>
/// <param name="files">Keeps its key.</param>
/// <param name="stores">The vector stores.</param>
/// <param name="catalog">Attaches it.</param>
/// <param name="textOf">The text to plant for a tenant; the same each time.</param>
/// <param name="time">The clock.</param>
public sealed class SentinelFiles(FileLibrary library, IFileStore files, VectorStores stores, IStoreFileCatalog catalog, Func<TenantId, string> textOf, TimeProvider time)
{
    private const string Name = "note.txt";
    private const string Purpose = "assistants";

    /// <summary>The text that is planted for a tenant.</summary>
    public string TextOf(TenantId tenant) => textOf(tenant);

    /// <summary>Whether a vector store's sentinel is planted and ingested, so that a search that may find it does.</summary>
    public async Task<bool> IsIngestedAsync(TenantVault vault, VectorStoreId store, CancellationToken cancellationToken) =>
        await catalog.FindAsync(vault, store, SentinelFile.Of(vault), cancellationToken).ConfigureAwait(false) is { State: StoreFileState.Completed };

    /// <summary>Plants the tenant's sentinel into a vector store, to be ingested. Does nothing where it is planted, or where the store is gone or has expired.</summary>
    public async Task PlantAsync(TenantVault vault, VectorStoreId store, CancellationToken cancellationToken)
    {
        var file = await EnsureAsync(vault, cancellationToken).ConfigureAwait(false);
        await PlantAsync(vault, store, file, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Plants it into each of the tenant's vector stores that has none.</summary>
    public async Task PlantAllAsync(TenantVault vault, CancellationToken cancellationToken)
    {
        var window = new ListWindow<VectorStoreId>(VectorStores.MaxListed);
        FileId? file = null;
        while (true)
        {
            var listed = await stores.ListAsync(vault, window, cancellationToken).ConfigureAwait(false);
            foreach (var store in listed.Items)
            {
                file ??= await EnsureAsync(vault, cancellationToken).ConfigureAwait(false);
                await PlantAsync(vault, store.Id, file.Value, cancellationToken).ConfigureAwait(false);
            }

            if (!listed.HasMore)
            {
                return;
            }

            window = window with { After = listed.Items[^1].Id };
        }
    }

    private async Task PlantAsync(TenantVault vault, VectorStoreId store, FileId file, CancellationToken cancellationToken)
    {
        var wrapped = await files.ReadKeysAsync(vault, [file], cancellationToken).ConfigureAwait(false);
        if (!wrapped.TryGetValue(file, out var box))
        {
            // It is being made by somebody else, who plants it.
            return;
        }

        using var key = DocumentKey.Unwrap(vault, file, box);
        var attached = new SealedStoreFile
        {
            Store = store,
            File = file,
            State = StoreFileState.InProgress,
            Chunking = ChunkingStrategy.Auto,
            SealedHead = StoreFileHead.Seal(key, store, new Dictionary<string, AttributeValue>(), []),
            Created = Now(),
        };
        await catalog.PlantAsync(vault, attached, cancellationToken).ConfigureAwait(false);
    }

    private async Task<FileId> EnsureAsync(TenantVault vault, CancellationToken cancellationToken)
    {
        var file = SentinelFile.Of(vault);
        var text = Encoding.UTF8.GetBytes(textOf(vault.Tenant));
        if (await library.FindAnyAsync(vault, file, cancellationToken).ConfigureAwait(false) is not null)
        {
            if (await HoldsAsync(vault, file, text, cancellationToken).ConfigureAwait(false))
            {
                return file;
            }

            // Of an installation that had another key. What was ingested of it goes with it.
            await library.DeleteAnyAsync(vault, file, cancellationToken).ConfigureAwait(false);
        }

        try
        {
            await library.KeepAsync(vault, file, Name, Purpose, new MemoryStream(text), cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is not OperationCanceledException and not RetrievalException)
        {
            // Two may begin at the same time; the id is one, so the other's is as good. Any other reason shows in what follows.
            if (await library.FindAnyAsync(vault, file, cancellationToken).ConfigureAwait(false) is null)
            {
                throw;
            }
        }

        return file;
    }

    private async Task<bool> HoldsAsync(TenantVault vault, FileId file, byte[] text, CancellationToken cancellationToken)
    {
        var content = await library.OpenAnyAsync(vault, file, cancellationToken).ConfigureAwait(false);
        if (content is null)
        {
            return false;
        }

        await using (content.ConfigureAwait(false))
        {
            var held = new byte[text.Length + 1];
            var length = await content.ReadAtLeastAsync(held, held.Length, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false);
            return length == text.Length && CryptographicOperations.FixedTimeEquals(held.AsSpan(0, length), text);
        }
    }

    private DateTimeOffset Now() => DateTimeOffset.FromUnixTimeMilliseconds(time.GetUtcNow().ToUnixTimeMilliseconds());
}
