namespace Sallyport.Retrieval.Library;

/// <summary>How far a file is that was attached to a vector store.</summary>
public enum StoreFileState
{
    /// <summary>Not read yet, or being read.</summary>
    InProgress,

    /// <summary>Searchable.</summary>
    Completed,

    /// <summary>Given up; the error tells why.</summary>
    Failed,

    /// <summary>Cancelled before it was done.</summary>
    Cancelled,
}
