using System.Data.Common;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Sallyport.Retrieval.Library;
using Sallyport.Tenancy;

namespace Sallyport.Retrieval.Ingestion;

/// <summary>
/// Makes attached files searchable. Works on some at once, of the tenant first that has the fewest at work, and the longest unserved of those. A file is claimed for a short while and kept by renewal, so a
/// worker that was killed is followed by another one, of this process or another. A file that can't be read fails at once; one that failed for the server's sake is tried three times, and one whose embedder is away waits until it is back.
/// When the embedder has changed, documents are embedded anew by the same workers, behind what waits to be ingested. Safe for concurrent use.
/// </summary>
public sealed partial class IngestionWorker
{
    /// <summary>How often a file is tried.</summary>
    public const int MaxAttempts = 3;

    // A mark that is older than this was followed by its row, or never will be: what writes the two takes seconds.
    private static readonly TimeSpan MarkLife = TimeSpan.FromMinutes(10);

    private static readonly TimeSpan FirstDelay = TimeSpan.FromSeconds(5);

    private readonly IIngestionStore _store;
    private readonly DocumentIngestion _ingestion;
    private readonly DocumentEmbedding _embedding;
    private readonly TenantVaults _vaults;
    private readonly TenantEmbedders _embedders;
    private readonly IngestionOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger<IngestionWorker> _logger;
    private readonly Channel<bool> _wake = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly ServingOrder _order;

    /// <param name="store">Hands out what is to be done.</param>
    /// <param name="library">The tenants' files and what was ingested of them.</param>
    /// <param name="vaults">Opens tenants' vaults.</param>
    /// <param name="tools">What documents are read, inspected and embedded by.</param>
    /// <param name="options">How it goes about its work.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logger">Told of failures; never of content.</param>
    public IngestionWorker(
        IIngestionStore store, IngestionLibrary library, TenantVaults vaults, IngestionTools tools, IngestionOptions options, TimeProvider time, ILogger<IngestionWorker> logger)
    {
        ArgumentNullException.ThrowIfNull(library);
        ArgumentNullException.ThrowIfNull(tools);
        ArgumentNullException.ThrowIfNull(options);
        (_store, _vaults, _options, _time, _logger) = (store, vaults, options, time, logger);
        _embedders = tools.Embedders;
        _order = new ServingOrder(options.Parallelism, time);
        _ingestion = new DocumentIngestion(store, library.Files, library.Keys, tools.Reader, tools.Inspector, options, time);
        _embedding = new DocumentEmbedding(store, _ingestion, library.Documents, options, time);
    }

    /// <summary>Has it look for work at once, for whoever has just attached something.</summary>
    public void Wake() => _wake.Writer.TryWrite(true);

    /// <summary>Works until it is cancelled; then gives back what it was working on.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var running = new List<Task>();
        var isAway = false;
        try
        {
            while (true)
            {
                try
                {
                    await StartAsync(running, cancellationToken).ConfigureAwait(false);
                    if (isAway)
                    {
                        isAway = false;
                        LogLooking();
                    }
                }
                catch (Exception e) when (e is not OperationCanceledException)
                {
                    // Told when it begins and when it is over: every second it would bury what else is told.
                    if (!isAway)
                    {
                        isAway = true;
                        LogNotLooked(Unexpected(e), e.Message);
                    }
                }

                await WaitAsync(running, cancellationToken).ConfigureAwait(false);
                running.RemoveAll(static task => task.IsCompleted);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // Told to stop.
        }
        finally
        {
            await Task.WhenAll(running).ConfigureAwait(false);
        }
    }

    /// <summary>Works until nothing is left that may be claimed now.</summary>
    internal async Task DrainAsync(CancellationToken cancellationToken)
    {
        var running = new List<Task>();
        do
        {
            await Task.WhenAll(running).ConfigureAwait(false);
            running.Clear();
            await StartAsync(running, cancellationToken).ConfigureAwait(false);
        }
        while (running.Count > 0);
    }

    /// <summary>Works on the file of one tenant that has waited longest.</summary>
    /// <returns>False where none waits.</returns>
    internal async Task<bool> WorkOnceAsync(TenantVault vault, CancellationToken cancellationToken)
    {
        if (await TryStartAsync(new PendingTenant(vault.Tenant, _time.GetUtcNow()), cancellationToken).ConfigureAwait(false) is not { } job)
        {
            return false;
        }

        await job.ConfigureAwait(false);
        return true;
    }

    private async Task WaitAsync(List<Task> running, CancellationToken cancellationToken)
    {
        using var other = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var tick = Task.Delay(_options.PollInterval, _time, other.Token);
        var woken = _wake.Reader.ReadAsync(other.Token).AsTask();
        await Task.WhenAny([tick, woken, .. running]).ConfigureAwait(false);
        await other.CancelAsync().ConfigureAwait(false);
        await Task.WhenAll(tick, woken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        cancellationToken.ThrowIfCancellationRequested();
    }

    private async Task StartAsync(List<Task> running, CancellationToken cancellationToken)
    {
        if (running.Count >= _options.Parallelism)
        {
            return;
        }

        var waiting = (await _store.ListTenantsAsync(_embedders.Standard.Name, cancellationToken).ConfigureAwait(false)).ToDictionary(static pending => pending.Tenant);
        _order.BeginRound(waiting);
        while (running.Count < _options.Parallelism && waiting.Count > 0)
        {
            if (_order.Next(waiting.Values) is not { } next)
            {
                return;
            }

            if (await TryStartAsync(next, cancellationToken).ConfigureAwait(false) is { } job)
            {
                running.Add(job);
            }
            else
            {
                waiting.Remove(next.Tenant);
            }
        }
    }

    private async Task<Task?> TryStartAsync(PendingTenant pending, CancellationToken cancellationToken)
    {
        try
        {
            var embedder = _embedders.For(pending.Tenant);
            var vault = await _vaults.OpenAsync(pending.Tenant, cancellationToken).ConfigureAwait(false);
            var (now, lease) = (_time.GetUtcNow(), Guid.NewGuid().ToString("N"));
            var until = now + _options.Lease;
            if (await _store.ClaimAsync(vault, lease, now, until, cancellationToken).ConfigureAwait(false) is { } claim)
            {
                if (_order.IsResting(pending.Tenant))
                {
                    // Its endpoint was found away while this looked.
                    await _store.ReleaseAsync(vault, claim, now, isCounted: false, cancellationToken).ConfigureAwait(false);
                    return null;
                }

                return ServeAsync(pending.Tenant, IngestAsync(vault, embedder, claim, cancellationToken));
            }

            if (await _store.ClaimToEmbedAsync(vault, embedder.Name, lease, now, until, cancellationToken).ConfigureAwait(false) is { } again)
            {
                return ServeAsync(pending.Tenant, EmbedAsync(vault, embedder, again, cancellationToken));
            }

            if (now - pending.Touched > MarkLife)
            {
                await _store.SettleAsync(vault, pending, embedder.Name, cancellationToken).ConfigureAwait(false);
            }
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // One tenant's damaged vault must not stop the others.
            LogTenantSkipped(e, pending.Tenant);
        }

        return null;
    }

    private async Task ServeAsync(TenantId tenant, Task job)
    {
        _order.Begin(tenant);
        await job.ConfigureAwait(false);
        _order.End(tenant);
    }

    private Task IngestAsync(TenantVault vault, Embedder embedder, IngestionClaim claim, CancellationToken cancellationToken) => GuardAsync(
        vault,
        claim,
        async token =>
        {
            if (claim.Attempt > MaxAttempts)
            {
                await FailAsync(vault, claim, new IngestionError(IngestionError.ServerError, $"The server stopped {MaxAttempts} times while it read the file."), token).ConfigureAwait(false);
            }
            else if (await _ingestion.RunAsync(vault, embedder, claim, token).ConfigureAwait(false) is { } failure)
            {
                await (failure.IsFinal || claim.Attempt >= MaxAttempts
                    ? FailAsync(vault, claim, failure.Error, token)
                    : _store.ReleaseAsync(vault, claim, Later(claim), isCounted: true, token)).ConfigureAwait(false);
            }
        },
        async e =>
        {
            LogFailed(Unexpected(e), vault.Tenant, claim.File.File, claim.Attempt, e.Message);
            if (e is EmbeddingException { IsTransient: true })
            {
                // An endpoint that is away is no fault of the file: it waits as long as that lasts.
                _order.Rest(vault.Tenant);
                await _store.ReleaseAsync(vault, claim, _time.GetUtcNow(), isCounted: false, CancellationToken.None).ConfigureAwait(false);
                return;
            }

            var error = e is EmbeddingException
                ? IngestionError.NoVectors
                : new IngestionError(IngestionError.ServerError, "The server could not read the file; the operator's log tells why.");
            await (claim.Attempt >= MaxAttempts
                ? FailAsync(vault, claim, error, CancellationToken.None)
                : _store.ReleaseAsync(vault, claim, Later(claim), isCounted: true, CancellationToken.None)).ConfigureAwait(false);
        },
        cancellationToken);

    private Task EmbedAsync(TenantVault vault, Embedder embedder, IngestionClaim claim, CancellationToken cancellationToken) => GuardAsync(
        vault,
        claim,
        token => _embedding.RunAsync(vault, embedder, claim, token),
        async e =>
        {
            LogNotEmbedded(Unexpected(e), vault.Tenant, claim.File.File, e.Message);
            if (e is EmbeddingException)
            {
                _order.Rest(vault.Tenant);
            }

            await _store.ReleaseAsync(vault, claim, _time.GetUtcNow() + _options.Lease, isCounted: false, CancellationToken.None).ConfigureAwait(false);
        },
        cancellationToken);

    /// <summary>Works under a claim that is renewed meanwhile; a claim that is lost ends the work. Throws nothing.</summary>
    private async Task GuardAsync(
        TenantVault vault, IngestionClaim claim, Func<CancellationToken, Task> work, Func<Exception, Task> failed, CancellationToken cancellationToken)
    {
        using var held = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var renewal = RenewAsync(vault, claim, held);
        try
        {
            // A parser that computes all the time must not keep the others from beginning.
            await Task.Run(() => work(held.Token), CancellationToken.None).ConfigureAwait(false);
        }
        catch (LostClaimException)
        {
            LogLost(vault.Tenant, claim.File.File);
        }
        catch (OperationCanceledException) when (held.IsCancellationRequested)
        {
            // The next start goes on with it, without waiting and without counting this one.
            await QuietlyAsync(vault.Tenant, () => _store.ReleaseAsync(vault, claim, _time.GetUtcNow(), isCounted: false, CancellationToken.None)).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            await QuietlyAsync(vault.Tenant, () => failed(e)).ConfigureAwait(false);
        }
        finally
        {
            await held.CancelAsync().ConfigureAwait(false);
            await renewal.ConfigureAwait(false);
        }
    }

    private async Task RenewAsync(TenantVault vault, IngestionClaim claim, CancellationTokenSource held)
    {
        try
        {
            using var timer = new PeriodicTimer(_options.Lease / 4, _time);
            while (await timer.WaitForNextTickAsync(held.Token).ConfigureAwait(false))
            {
                if (!await _store.RenewAsync(vault, claim, _time.GetUtcNow() + _options.Lease, held.Token).ConfigureAwait(false))
                {
                    await held.CancelAsync().ConfigureAwait(false);
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The work is over.
        }
        catch (Exception e)
        {
            // Unrenewed, the claim may go to another; what this one writes is refused then.
            LogNotRenewed(e, vault.Tenant, claim.File.File);
        }
    }

    private async Task FailAsync(TenantVault vault, IngestionClaim claim, IngestionError error, CancellationToken cancellationToken)
    {
        using var key = await _ingestion.UnwrapAsync(vault, claim.File.File, cancellationToken).ConfigureAwait(false);
        var box = key is null ? null : StoreFileHead.SealError(key, claim.File.Store, error);
        await _store.FailAsync(vault, claim, box, cancellationToken).ConfigureAwait(false);
    }

    private async Task QuietlyAsync(TenantId tenant, Func<Task> last)
    {
        try
        {
            await last().ConfigureAwait(false);
        }
        catch (Exception e)
        {
            // The claim ends by itself, and another worker goes on.
            LogTenantSkipped(e, tenant);
        }
    }

    private DateTimeOffset Later(IngestionClaim claim) => _time.GetUtcNow() + (FirstDelay * Math.Pow(4, claim.Attempt - 1));

    // What an endpoint or the database refused, its message says in a line; where in the code that was tells an operator nothing, every few seconds.
    private static Exception? Unexpected(Exception e) => e is EmbeddingException or DbException ? null : e;

    [LoggerMessage(EventId = 1501, Level = LogLevel.Error, Message = "Files that wait to be ingested can't be looked for; it is tried again until it succeeds: {Reason}")]
    private partial void LogNotLooked(Exception? exception, string reason);

    [LoggerMessage(EventId = 1502, Level = LogLevel.Error, Message = "{Tenant}: its vault can't be used; its files wait")]
    private partial void LogTenantSkipped(Exception exception, TenantId tenant);

    [LoggerMessage(EventId = 1503, Level = LogLevel.Warning, Message = "{Tenant}: {File} could not be ingested at attempt {Attempt}: {Reason}")]
    private partial void LogFailed(Exception? exception, TenantId tenant, FileId file, long attempt, string reason);

    [LoggerMessage(EventId = 1504, Level = LogLevel.Warning, Message = "{Tenant}: {File} could not be embedded anew; it is tried again: {Reason}")]
    private partial void LogNotEmbedded(Exception? exception, TenantId tenant, FileId file, string reason);

    [LoggerMessage(EventId = 1505, Level = LogLevel.Information, Message = "{Tenant}: {File} was cancelled, detached, deleted or taken over while it was ingested")]
    private partial void LogLost(TenantId tenant, FileId file);

    [LoggerMessage(EventId = 1506, Level = LogLevel.Warning, Message = "{Tenant}: the claim on {File} could not be renewed")]
    private partial void LogNotRenewed(Exception exception, TenantId tenant, FileId file);

    [LoggerMessage(EventId = 1507, Level = LogLevel.Information, Message = "Files that wait to be ingested are looked for again")]
    private partial void LogLooking();
}
