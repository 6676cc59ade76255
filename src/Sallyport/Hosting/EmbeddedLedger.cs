using Microsoft.Extensions.Logging;
using Sallyport.Ledger;
using Sallyport.Pipeline;
using Sallyport.Policy;
using Sallyport.Tenancy;

namespace Sallyport.Hosting;

/// <summary>The ledger of an application that guards its own calls. Opened with the first exchange; closed with the application's services. Safe for concurrent use.</summary>
internal sealed class EmbeddedLedger(ILedgerStore store, TenantId tenant, LedgerWriterOptions options, TimeProvider time, ILogger<LedgerWriter>? logger) : IAsyncDisposable
{
    // Whose acts these are: an application has no API keys.
    private const string Actor = "application";

    private readonly SemaphoreSlim _opening = new(1);
    private LedgerWriter? _writer;

    /// <summary>Whose ledger it is.</summary>
    public TenantId Tenant => tenant;

    /// <summary>Makes sure that what follows can be recorded, before anything is sent.</summary>
    /// <exception cref="LedgerUnavailableException">It can't: accepted entries wait for a store that fails.</exception>
    public async ValueTask BeginAsync(ExchangeScope scope, bool isStream, CancellationToken cancellationToken)
    {
        var writer = await OpenAsync(cancellationToken).ConfigureAwait(false);
        if (writer.IsBroken)
        {
            throw new LedgerUnavailableException("The ledger can't be written, so that nothing is sent.");
        }

        if (isStream && scope.Policy.Durability == RecordDurability.Strict)
        {
            var opened = new LedgerDraft { Kind = LedgerKinds.ExchangeOpened, Exchange = scope.Id.Value, Actor = Actor };
            await writer.AppendAsync(tenant, opened, Durability.Strict, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Records an exchange.</summary>
    /// <param name="record">What came of it.</param>
    /// <param name="isOver">Whether it can't be taken back any more: then the entry waits for a store that fails.</param>
    /// <exception cref="LedgerUnavailableException">It could not be recorded.</exception>
    public async ValueTask AppendAsync(ExchangeRecord record, bool isOver)
    {
        var writer = await OpenAsync(CancellationToken.None).ConfigureAwait(false);
        var draft = record.ToDraft(vault: null);
        (draft.Principal, draft.Actor) = (null, Actor);
        var durability = isOver ? Durability.Owed : record.Policy?.Durability == RecordDurability.Strict ? Durability.Strict : Durability.Batched;
        await writer.AppendAsync(tenant, draft, durability, CancellationToken.None).ConfigureAwait(false);
    }

    /// <summary>Writes what was accepted, and closes.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_writer is { } writer)
        {
            await writer.DisposeAsync().ConfigureAwait(false);
        }

        _opening.Dispose();
    }

    private async ValueTask<LedgerWriter> OpenAsync(CancellationToken cancellationToken)
    {
        if (Volatile.Read(ref _writer) is { } open)
        {
            return open;
        }

        await _opening.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return _writer ??= await LedgerWriter.OpenAsync(store, options, time, logger, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _opening.Release();
        }
    }
}
