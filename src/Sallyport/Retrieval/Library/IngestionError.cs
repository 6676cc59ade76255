namespace Sallyport.Retrieval.Library;

/// <summary>Why a file could not be made searchable.</summary>
/// <param name="Code">As OpenAI's API tells it: <c>unsupported_file</c>, <c>invalid_file</c> or <c>server_error</c>.</param>
/// <param name="Message">One plain sentence for whoever attached it; nothing of the document.</param>
public sealed record IngestionError(string Code, string Message)
{
    /// <summary>The code of failures that aren't the file's.</summary>
    public const string ServerError = "server_error";

    /// <summary>The code of files that are damaged, or too large to be read.</summary>
    public const string InvalidFile = "invalid_file";

    /// <summary>Of a file for whose text the embedder gave no vectors. No fault of the file: once the embedder is mended, <see cref="StoreFiles.RetryAsync"/> has it ingested after all.</summary>
    public static IngestionError NoVectors { get; } = new(ServerError, "The embedder gave no vectors for the file's text; the operator's log tells why.");
}
