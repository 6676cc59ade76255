namespace Sallyport.Retrieval;

/// <summary>
/// Turns texts into vectors whose dot product says how near they are in meaning. One instance serves all threads at once, and all tenants unless it is one's own, so it keeps
/// nothing of a text after the call. A text of any length is read to its end: an embedder whose model takes only so many tokens reads it in windows.
/// </summary>
public abstract class Embedder
{
    /// <summary>
    /// Model and version, stored beside each vector. Vectors of different names can't be compared: under another name everything has to be embedded anew.
    /// </summary>
    /// <value>1 to 200 characters; the same for as long as the same text gives the same vector but for rounding.</value>
    public abstract string Name { get; }

    /// <summary>The length of each vector.</summary>
    /// <value>1 or more; fixed.</value>
    public abstract int Dimensions { get; }

    /// <summary>Whether texts leave the process to be embedded.</summary>
    /// <value>The default is false.</value>
    public virtual bool SendsTextsOut => false;

    /// <summary>Embeds texts as they stand in documents.</summary>
    /// <param name="texts">Any number, of any length; lone surrogates are read as U+FFFD.</param>
    /// <param name="to">
    /// <c>float[texts.Count * Dimensions]</c> or more: row by row in the order of the texts, each of length 1, or all zeros where a text holds nothing that the model
    /// knows how to read (an empty one). Undefined after an exception.
    /// </param>
    /// <param name="cancellationToken">Ends the work between batches.</param>
    /// <exception cref="ArgumentException"><paramref name="to"/> is too short.</exception>
    /// <exception cref="EmbeddingException">The model, or the server that it runs on, gave no vectors.</exception>
    public abstract ValueTask EmbedAsync(IReadOnlyList<string> texts, Memory<float> to, CancellationToken cancellationToken);

    /// <summary>Embeds what somebody searches for. The same as <see cref="EmbedAsync"/> but for models that were trained to tell questions from passages.</summary>
    /// <param name="texts">The questions.</param>
    /// <param name="to">As in <see cref="EmbedAsync"/>.</param>
    /// <param name="cancellationToken">As in <see cref="EmbedAsync"/>.</param>
    /// <exception cref="ArgumentException"><paramref name="to"/> is too short.</exception>
    /// <exception cref="EmbeddingException">The model, or the server that it runs on, gave no vectors.</exception>
    public virtual ValueTask EmbedQueriesAsync(IReadOnlyList<string> texts, Memory<float> to, CancellationToken cancellationToken) =>
        EmbedAsync(texts, to, cancellationToken);
}
