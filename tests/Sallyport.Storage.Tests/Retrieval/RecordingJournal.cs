using System.Collections.Concurrent;
using Sallyport.Tenancy;

namespace Sallyport.Storage.Tests.Retrieval;

/// <summary>Keeps what it is told; or fails, as a ledger does whose disk is full.</summary>
public sealed class RecordingJournal : IAdministrationJournal
{
    public ConcurrentQueue<AdministrationAct> Acts { get; } = new();

    public bool IsBroken { get; set; }

    public Task RecordAsync(AdministrationAct act, CancellationToken cancellationToken)
    {
        if (IsBroken)
        {
            throw new IOException("No space left on device.");
        }

        Acts.Enqueue(act);
        return Task.CompletedTask;
    }
}
