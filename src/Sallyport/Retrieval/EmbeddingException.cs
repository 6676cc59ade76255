namespace Sallyport.Retrieval;

/// <summary>An embedder gave no vectors. The message names the model and what it did, never a text, so that it may be shown to the tenant's administrator.</summary>
public sealed class EmbeddingException : Exception
{
    /// <summary>Says what happened.</summary>
    /// <param name="message">Without any of the texts.</param>
    /// <param name="isTransient">See <see cref="IsTransient"/>.</param>
    /// <param name="inner">The cause, if it was an exception.</param>
    public EmbeddingException(string message, bool isTransient, Exception? inner = null)
        : base(message, inner) => IsTransient = isTransient;

    /// <summary>Whether the same call may succeed later (a server that is busy or away); otherwise the configuration has to change first.</summary>
    public bool IsTransient { get; }
}
