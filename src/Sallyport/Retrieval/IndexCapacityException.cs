namespace Sallyport.Retrieval;

/// <summary>A vector store can't be searched, since its index doesn't fit into the memory set aside. The message names no store, so it may be shown to whoever asked.</summary>
public sealed class IndexCapacityException : Exception
{
    internal IndexCapacityException(string message, bool isTransient)
        : base(message) => IsTransient = isTransient;

    /// <summary>Whether the same search may succeed later, when others have ended; otherwise the store is larger than all of that memory.</summary>
    public bool IsTransient { get; }
}
