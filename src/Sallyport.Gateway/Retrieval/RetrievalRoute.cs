namespace Sallyport.Gateway.Retrieval;

/// <summary>What a request asks of the clean room.</summary>
internal enum RetrievalRoute
{
    /// <summary>Upload a file.</summary>
    FileUpload,

    /// <summary>List files.</summary>
    FileList,

    /// <summary>Describe a file.</summary>
    FileFind,

    /// <summary>Delete a file, with its chunks in all stores.</summary>
    FileDelete,

    /// <summary>Download a file.</summary>
    FileContent,

    /// <summary>Create a vector store.</summary>
    StoreCreate,

    /// <summary>List vector stores.</summary>
    StoreList,

    /// <summary>Describe a vector store.</summary>
    StoreFind,

    /// <summary>Change a vector store's name, metadata or expiry.</summary>
    StoreUpdate,

    /// <summary>Delete a vector store; its files stay.</summary>
    StoreDelete,

    /// <summary>Search a vector store.</summary>
    StoreSearch,

    /// <summary>Attach a file to a store.</summary>
    StoreFileAttach,

    /// <summary>List a store's files.</summary>
    StoreFileList,

    /// <summary>Describe a store's file.</summary>
    StoreFileFind,

    /// <summary>Change the attributes of a store's file.</summary>
    StoreFileUpdate,

    /// <summary>Take a file out of a store.</summary>
    StoreFileDetach,

    /// <summary>The chunks' texts of a store's file.</summary>
    StoreFileContent,

    /// <summary>Attach files together.</summary>
    BatchCreate,

    /// <summary>Describe a batch.</summary>
    BatchFind,

    /// <summary>Stop what a batch has not done yet.</summary>
    BatchCancel,

    /// <summary>List a batch's files.</summary>
    BatchFiles,

    /// <summary>Search stores for context that can stand in a prompt.</summary>
    Retrieve,
}
