namespace Sallyport.Retrieval.Reading;

/// <summary>
/// Reads uploaded documents, all of which are hostile. One instance serves all tenants and threads at once and keeps nothing of a document after the call.
/// The parsers live outside of the engine (<c>Sallyport.Documents</c>), and those of complex formats outside of its process.
/// </summary>
public abstract class DocumentReader
{
    /// <summary>Reads a document to its end. Takes bounded memory and time whatever the document holds; may wait for its turn.</summary>
    /// <param name="content">The document's bytes from its current position on; read once, forwards, and left to the caller to close.</param>
    /// <param name="fileName">The name it was uploaded under; tells the format together with the content, and is never opened as a path.</param>
    /// <param name="cancellationToken">Ends the reading, and any process that does it.</param>
    /// <returns>The passages, or why there are none. Whatever a document does is a failure, not an exception.</returns>
    /// <exception cref="OperationCanceledException">The caller gave up.</exception>
    /// <exception cref="IOException"><paramref name="content"/> could not be read, or the reading process not be started: the server's fault, not the document's.</exception>
    public abstract ValueTask<DocumentReading> ReadAsync(Stream content, string fileName, CancellationToken cancellationToken);
}
