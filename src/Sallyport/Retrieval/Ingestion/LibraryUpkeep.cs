using Microsoft.Extensions.Logging;
using Sallyport.Retrieval.Library;
using Sallyport.Tenancy;

namespace Sallyport.Retrieval.Ingestion;

/// <summary>Keeps tenants' files and vector stores in order: finishes deletions, removes torn uploads, empties what has expired, plants sentinels that are missing. Runs on every node; what one has done, the others find done.</summary>
public sealed partial class LibraryUpkeep(
    FileLibrary files, VectorStores stores, IVectorStoreCatalog catalog, SentinelFiles sentinels, TenantVaults vaults, TimeProvider time, ILogger<LibraryUpkeep> logger)
{
    /// <summary>How often half-done deletions are looked for.</summary>
    public static readonly TimeSpan SweepInterval = TimeSpan.FromMinutes(5);

    // Each purge opens every tenant's vault.
    private const int SweepsPerPurge = 12;

    /// <summary>Works at once and then now and then, until it is cancelled.</summary>
    public Task RunAsync(CancellationToken cancellationToken) => RunAsync(null, cancellationToken);

    /// <summary>As <see cref="RunAsync(CancellationToken)"/>, and tends what searches need in the database: for each tenant at each sweep, such as <c>CleanRooms.TendAsync</c>.</summary>
    public async Task RunAsync(Func<TenantVault, CancellationToken, Task>? tend, CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(SweepInterval, time);
        try
        {
            for (var sweep = 0; ; sweep++)
            {
                await TryAsync(() => files.CompleteDeletionsAsync(cancellationToken)).ConfigureAwait(false);
                if (sweep % SweepsPerPurge == 0)
                {
                    await TryAsync(() => PurgeAsync(cancellationToken)).ConfigureAwait(false);
                }

                if (tend is not null)
                {
                    await TryAsync(() => ForEachTenantAsync(vault => tend(vault, cancellationToken), cancellationToken)).ConfigureAwait(false);
                }

                await timer.WaitForNextTickAsync(cancellationToken).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // Told to stop.
        }
    }

    /// <summary>Empties expired vector stores, of all tenants, and plants a sentinel into each of the others that has none.</summary>
    internal Task PurgeAsync(CancellationToken cancellationToken) => ForEachTenantAsync(
        async vault =>
        {
            await stores.PurgeAsync(vault, cancellationToken).ConfigureAwait(false);
            await sentinels.PlantAllAsync(vault, cancellationToken).ConfigureAwait(false);
        },
        cancellationToken);

    private async Task ForEachTenantAsync(Func<TenantVault, Task> work, CancellationToken cancellationToken)
    {
        foreach (var tenant in await catalog.ListTenantsAsync(cancellationToken).ConfigureAwait(false))
        {
            await TryAsync(async () => await work(await vaults.OpenAsync(tenant, cancellationToken).ConfigureAwait(false)).ConfigureAwait(false)).ConfigureAwait(false);
        }
    }

    private async Task TryAsync(Func<Task> work)
    {
        try
        {
            await work().ConfigureAwait(false);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            LogNotDone(e);
        }
    }

    [LoggerMessage(EventId = 1511, Level = LogLevel.Error, Message = "Deleted files or expired vector stores could not be removed, or a graph of vectors not be made; the next try is in some minutes")]
    private partial void LogNotDone(Exception exception);
}
