using Sallyport.Isolation.Checking;
using Sallyport.Storage.Issuance;
using Sallyport.Storage.Ledger;
using Sallyport.Storage.Recording;
using Sallyport.Storage.Retrieval;
using Sallyport.Storage.Tenancy;

namespace Sallyport.Storage;

/// <summary>The probes of everything that an installation keeps.</summary>
public static class IsolationProbes
{
    /// <summary>A probe for each store, in the order in which they are told.</summary>
    /// <param name="installation">The opened installation.</param>
    /// <param name="time">The clock.</param>
    public static IReadOnlyList<IsolationProbe> Of(Installation installation, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(installation);
        var database = installation.Database;
        var (files, stores, attached) = (new FileStore(database), new VectorStoreCatalog(database), new StoreFileCatalog(database));
        return
        [
            new VaultProbe(installation.Vaults.OpenAsync),
            StoreProbes.Of(new KeyStore(database)),
            StoreProbes.Of(new UpstreamStore(database)),
            StoreProbes.Of(new PolicyStore(database)),
            StoreProbes.Of(new KnownSecretStore(database)),
            StoreProbes.Of(new ExemplarStore(database)),
            StoreProbes.Of(new RecordingStore(database)),
            StoreProbes.Of(new LedgerStore(database)),
            new IssuedItemProbe(new IssuedItemStore(database), time),
            StoreProbes.Of(files),
            StoreProbes.Of(stores),
            StoreProbes.Of(attached, stores, files),
        ];
    }
}
