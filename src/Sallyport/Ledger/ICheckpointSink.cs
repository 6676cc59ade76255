namespace Sallyport.Ledger;

/// <summary>
/// Where checkpoints go so that they are known outside. Called by one publisher, one round at a time. An exception is logged and stops
/// neither other sinks nor later rounds: a later checkpoint covers what a lost one would have.
/// </summary>
public interface ICheckpointSink
{
    /// <summary>What it is called in logs; no secrets.</summary>
    string Name { get; }

    /// <summary>Delivers one round's checkpoints.</summary>
    ValueTask DeliverAsync(IReadOnlyList<PublishedCheckpoint> checkpoints, CancellationToken cancellationToken);
}
