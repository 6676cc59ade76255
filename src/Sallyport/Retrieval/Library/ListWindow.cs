namespace Sallyport.Retrieval.Library;

/// <summary>Which stretch of a list is wanted.</summary>
/// <typeparam name="TId">What names the list's items.</typeparam>
/// <param name="Limit">The most items.</param>
/// <param name="After">Only items behind this one, in the order asked for; null from the beginning on. Where the list has no such item, nothing follows it.</param>
/// <param name="Before">Only items in front of this one, the nearest to it; null for no such bound. Ignored where <paramref name="After"/> is given.</param>
/// <param name="IsDescending">Newest first; otherwise oldest first.</param>
public sealed record ListWindow<TId>(int Limit, TId? After = null, TId? Before = null, bool IsDescending = true)
    where TId : struct;
