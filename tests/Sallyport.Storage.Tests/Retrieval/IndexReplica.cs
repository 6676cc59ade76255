using Sallyport.Retrieval;
using Sallyport.Retrieval.Index;
using Sallyport.Retrieval.Library;
using Sallyport.Tenancy;

namespace Sallyport.Storage.Tests.Retrieval;

/// <summary>What an index of a vector store knows, brought up to date by changes alone.</summary>
internal sealed class IndexReplica(StoreDocuments documents, TenantVault vault, VectorStoreId store, int dimensions = 4)
{
    private long _revision;

    public Dictionary<FileId, DocumentEntry> Documents { get; } = [];

    public string? Embedder { get; private set; }

    public int Restarts { get; private set; }

    public async Task CatchUpAsync()
    {
        StoreChanges? changes;
        do
        {
            changes = await documents.ReadChangesAsync(vault, store, _revision, isFirstLoad: _revision == 0, new WantedVectors(null, dimensions), CancellationToken.None);
            if (changes is null)
            {
                Documents.Clear();
                return;
            }

            if (changes.StartsOver)
            {
                Documents.Clear();
                Restarts++;
            }

            foreach (var document in changes.Present)
            {
                Documents[document.File] = document;
            }

            foreach (var file in changes.Removed)
            {
                Documents.Remove(file);
            }

            (_revision, Embedder) = (changes.Revision, changes.Embedder);
        }
        while (changes.HasMore);
    }
}
