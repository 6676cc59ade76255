using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Sallyport.Ledger.Verification;
using Sallyport.Tenancy;

namespace Sallyport.Ledger;

/// <summary>
/// Signs checkpoints, on a timer or when asked, keeps them and hands them to the sinks. Before it signs, it checks that the ledger
/// still extends what it signed before, so that a changed store is found here and not first by an auditor. Safe for concurrent use.
/// </summary>
public sealed partial class CheckpointPublisher(
    ILedgerStore store, InstanceSigningKey key, IReadOnlyList<ICheckpointSink> sinks, TimeProvider time, ILogger<CheckpointPublisher>? logger = null)
    : IDisposable
{
    private static readonly TimeSpan LastPatience = TimeSpan.FromSeconds(5);

    private readonly CheckpointSigner _signer = new(key);
    private readonly VerifierKey _verifier = VerifierKey.Parse(key.VerifierKey);
    private readonly ILogger _logger = logger ?? NullLogger<CheckpointPublisher>.Instance;

    // What this process signed last, which nobody who can write to the store can change.
    private readonly ConcurrentDictionary<TenantId, SignedCheckpoint> _signed = new();
    private readonly SemaphoreSlim _delivering = new(1, 1);
    private readonly Dictionary<ICheckpointSink, List<PublishedCheckpoint>> _undelivered = [];

    /// <summary>A checkpoint of the ledger as it is now. The last one serves when nothing was appended since.</summary>
    /// <exception cref="LedgerForkedException">The ledger does not extend what was signed before.</exception>
    public async Task<StoredCheckpoint> SignAsync(TenantId tenant, CancellationToken cancellationToken)
    {
        var head = await store.ReadHeadAsync(tenant, cancellationToken).ConfigureAwait(false) ?? LedgerHead.Empty(tenant, 0);
        var (checkpoint, isNew) = await SignAsync(head, cancellationToken).ConfigureAwait(false);
        if (isNew)
        {
            await DeliverAsync([new PublishedCheckpoint(tenant, checkpoint)], cancellationToken).ConfigureAwait(false);
        }

        return checkpoint;
    }

    /// <summary>Signs every ledger that has grown since its last checkpoint. A ledger that can't be signed is logged and does not stop the others.</summary>
    /// <returns>How many were signed.</returns>
    public async Task<int> SignGrownAsync(CancellationToken cancellationToken)
    {
        var published = new List<PublishedCheckpoint>();
        foreach (var head in await store.ReadHeadsAsync(grownOnly: true, cancellationToken).ConfigureAwait(false))
        {
            try
            {
                var (checkpoint, isNew) = await SignAsync(head, cancellationToken).ConfigureAwait(false);
                if (isNew)
                {
                    published.Add(new PublishedCheckpoint(head.Tenant, checkpoint));
                }
            }
            catch (Exception error) when (error is LedgerForkedException or InvalidDataException)
            {
                LogForked(head.Tenant, error);
            }
        }

        await DeliverAsync(published, cancellationToken).ConfigureAwait(false);
        return published.Count;
    }

    /// <summary>Signs what has grown at each interval until it is cancelled. A failing store is logged and tried again.</summary>
    public async Task RunAsync(TimeSpan interval, CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(interval, time);
        try
        {
            while (await timer.WaitForNextTickAsync(cancellationToken).ConfigureAwait(false))
            {
                try
                {
                    await SignGrownAsync(cancellationToken).ConfigureAwait(false);
                }
                catch (Exception error) when (error is not (OperationCanceledException or OutOfMemoryException))
                {
                    LogFailed(error);
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The server stops.
        }
    }

    /// <summary>
    /// Signs what has grown since, for a process that stops and appends nothing more: else what a clean stop left behind could be cut off without a trace. Takes
    /// at most 5 seconds; a failure is logged.
    /// </summary>
    public async Task SignLastAsync()
    {
        using var limit = new CancellationTokenSource(LastPatience, time);
        try
        {
            await SignGrownAsync(limit.Token).ConfigureAwait(false);
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            LogFailed(error);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _delivering.Dispose();

    private async Task<(StoredCheckpoint Checkpoint, bool IsNew)> SignAsync(LedgerHead head, CancellationToken cancellationToken)
    {
        var root = MerkleFrontier.Restore(head.Size, head.Frontier).Root();
        var last = await store.ReadLastCheckpointAsync(head.Tenant, cancellationToken).ConfigureAwait(false);
        await CheckAsync(head, root, last, cancellationToken).ConfigureAwait(false);
        if (last is not null && last.Epoch == head.Epoch && last.Size == head.Size)
        {
            return (last, false);
        }

        var note = _signer.Sign(head.Tenant, head.Epoch, head.Size, root);
        var checkpoint = new StoredCheckpoint(head.Epoch, head.Size, time.GetUtcNow().ToUnixTimeMilliseconds(), note);
        if (head.Size > 0)
        {
            await store.AddCheckpointAsync(head.Tenant, checkpoint, cancellationToken).ConfigureAwait(false);
        }

        Remember(head.Tenant, new SignedCheckpoint(_signer.Origin(head.Tenant, head.Epoch), head.Tenant.Value, head.Epoch, head.Size, root, note));
        return (checkpoint, true);
    }

    private async Task CheckAsync(LedgerHead head, byte[] root, StoredCheckpoint? last, CancellationToken cancellationToken)
    {
        var known = new List<SignedCheckpoint>(2);
        if (last is not null)
        {
            known.Add(SignedCheckpoint.TryRead(last.Note, _verifier, out var kept) && kept.Tenant == head.Tenant.Value
                ? kept
                : throw new LedgerForkedException(head.Tenant));
        }

        // Another node may have signed more than this one knew of when it read the head: only an earlier head is held against it.
        if (_signed.TryGetValue(head.Tenant, out var own) && own.Epoch == head.Epoch && own.Size <= head.Size)
        {
            known.Add(own);
        }

        var prover = new MerkleProver(store, head.Tenant);
        foreach (var checkpoint in known.Where(c => c.Size <= head.Size))
        {
            var before = checkpoint.Size == head.Size
                ? root
                : await prover.RootAsync(checkpoint.Size, cancellationToken).ConfigureAwait(false);
            if (!before.AsSpan().SequenceEqual(checkpoint.Root))
            {
                throw new LedgerForkedException(head.Tenant);
            }
        }

        // The hashes that proofs are made of must lead to the very root that gets signed.
        if (head.Size > 0 && !(await prover.RootAsync(head.Size, cancellationToken).ConfigureAwait(false)).AsSpan().SequenceEqual(root))
        {
            throw new LedgerForkedException(head.Tenant);
        }
    }

    private void Remember(TenantId tenant, SignedCheckpoint signed) =>
        _signed.AddOrUpdate(
            tenant,
            signed,
            (_, before) => (signed.Epoch, signed.Size).CompareTo((before.Epoch, before.Size)) > 0 ? signed : before);

    private async Task DeliverAsync(List<PublishedCheckpoint> published, CancellationToken cancellationToken)
    {
        await _delivering.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            foreach (var sink in sinks)
            {
                await DeliverAsync(sink, published, cancellationToken).ConfigureAwait(false);
            }
        }
        finally
        {
            _delivering.Release();
        }
    }

    // What a sink did not take is offered again with the next round. A newer checkpoint covers an older one, so one a ledger is kept.
    private async Task DeliverAsync(ICheckpointSink sink, List<PublishedCheckpoint> published, CancellationToken cancellationToken)
    {
        var renewed = published.Select(static p => p.Tenant).ToHashSet();
        List<PublishedCheckpoint> due = [.. _undelivered.GetValueOrDefault(sink, []).Where(old => !renewed.Contains(old.Tenant)), .. published];
        if (due.Count == 0)
        {
            return;
        }

        _undelivered[sink] = due;
        try
        {
            await sink.DeliverAsync(due, cancellationToken).ConfigureAwait(false);
            _undelivered.Remove(sink);
        }
        catch (Exception error) when (!cancellationToken.IsCancellationRequested && error is not OutOfMemoryException)
        {
            LogUndelivered(sink.Name, error);
        }
    }

    [LoggerMessage(EventId = 4111, Level = LogLevel.Critical, Message = "A ledger was not signed: it does not extend its last checkpoint")]
    private partial void LogForked(TenantId tenant, Exception error);

    [LoggerMessage(EventId = 4112, Level = LogLevel.Error, Message = "Checkpoints could not be signed")]
    private partial void LogFailed(Exception error);

    [LoggerMessage(EventId = 4113, Level = LogLevel.Warning, Message = "Checkpoints did not reach {Sink}; they are sent again with the next")]
    private partial void LogUndelivered(string sink, Exception error);
}
