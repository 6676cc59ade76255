namespace Sallyport.Ledger;

/// <summary>
/// Appends checkpoints to a file, a blank line between them, and syncs it once a round. Best on another machine's or a write-once mount: who
/// can change it can hide what they did to the ledger. Created readable by its owner alone.
/// </summary>
public sealed class CheckpointFile(string path) : ICheckpointSink
{
    /// <inheritdoc/>
    public string Name => "the checkpoint file";

    /// <inheritdoc/>
    public async ValueTask DeliverAsync(IReadOnlyList<PublishedCheckpoint> checkpoints, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(checkpoints);
        var stream = PrivateFile.Append(path);
        await using (stream.ConfigureAwait(false))
        {
            // A blank line first: a note that a crash cut short must not run into the next.
            var text = string.Concat(checkpoints.Select(static c => "\n\n" + c.Checkpoint.Note));
            await stream.WriteAsync(System.Text.Encoding.UTF8.GetBytes(text), cancellationToken).ConfigureAwait(false);
            stream.Flush(flushToDisk: true);
        }
    }
}
