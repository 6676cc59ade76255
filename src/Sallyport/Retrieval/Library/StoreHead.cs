using System.Text;
using Sallyport.Tenancy;

namespace Sallyport.Retrieval.Library;

/// <summary>What a tenant says of a vector store, as it lies sealed in the tenant's vault.</summary>
internal sealed record StoreHead(string? Name, IReadOnlyDictionary<string, string> Metadata)
{
    internal const string Purpose = "retrieval.store";

    public static byte[] Seal(TenantVault vault, VectorStoreId store, VectorStoreDraft draft) =>
        LibraryJson.Seal(new StoreHead(draft.Name, draft.Metadata), LibraryJson.Default.StoreHead, plain => vault.Seal(Purpose, plain, Encoding.UTF8.GetBytes(store.Value)));

    /// <exception cref="System.Security.Cryptography.CryptographicException">It was altered, or is another vector store's.</exception>
    public static StoreHead Open(TenantVault vault, VectorStoreId store, byte[] box) =>
        LibraryJson.Read(vault.Open(Purpose, box, Encoding.UTF8.GetBytes(store.Value)), LibraryJson.Default.StoreHead);
}
