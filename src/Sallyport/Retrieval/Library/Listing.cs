namespace Sallyport.Retrieval.Library;

/// <summary>A stretch of a list.</summary>
/// <typeparam name="T">The list's items.</typeparam>
/// <param name="Items">In the order asked for.</param>
/// <param name="HasMore">Whether more follow.</param>
public sealed record Listing<T>(IReadOnlyList<T> Items, bool HasMore);
