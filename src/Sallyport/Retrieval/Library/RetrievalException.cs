namespace Sallyport.Retrieval.Library;

/// <summary>A call on a tenant's files or vector stores that was refused. The message is meant for the caller and may be sent to them.</summary>
public sealed class RetrievalException : Exception
{
    /// <summary>An exception that tells its reason.</summary>
    /// <param name="failure">The kind of refusal.</param>
    /// <param name="message">A sentence for the caller; holds no content and no name.</param>
    public RetrievalException(RetrievalFailure failure, string message)
        : base(message) => Failure = failure;

    /// <summary>The kind of refusal.</summary>
    public RetrievalFailure Failure { get; }
}
