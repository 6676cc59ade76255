using System.Text;

namespace Sallyport.Ledger;

/// <summary>Posts checkpoints as plain text, a blank line between them.</summary>
/// <param name="client">The guarded outbound client; this sink does not dispose of it.</param>
/// <param name="address">Where to post.</param>
public sealed class CheckpointWebhook(HttpClient client, Uri address) : ICheckpointSink
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <inheritdoc/>
    public string Name => "the checkpoint webhook";

    /// <inheritdoc/>
    public async ValueTask DeliverAsync(IReadOnlyList<PublishedCheckpoint> checkpoints, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(checkpoints);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Patience);
        using var content = new StringContent(string.Join("\n\n", checkpoints.Select(static c => c.Checkpoint.Note)), Encoding.UTF8, "text/plain");
        using var request = new HttpRequestMessage(HttpMethod.Post, address) { Content = content };
        using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, limit.Token).ConfigureAwait(false);
        response.EnsureSuccessStatusCode();
    }
}
