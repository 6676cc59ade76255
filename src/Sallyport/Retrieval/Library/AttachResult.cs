namespace Sallyport.Retrieval.Library;

/// <summary>What came of attaching files to a vector store.</summary>
public enum AttachResult
{
    /// <summary>They are attached and will be ingested.</summary>
    Attached,

    /// <summary>There is no such vector store.</summary>
    NoSuchStore,

    /// <summary>A file is not there, or not whole.</summary>
    NoSuchFile,

    /// <summary>The vector store would have too many files.</summary>
    TooMany,

    /// <summary>A file whose labels were taken over has others by now, or was attached or detached meanwhile.</summary>
    Changed,
}
