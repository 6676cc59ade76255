namespace Sallyport.Retrieval.Reading;

/// <summary>Why a document was not read.</summary>
public enum DocumentFailureCode
{
    /// <summary>Its format isn't one that is read, or its name says another format than its content.</summary>
    UnsupportedFile,

    /// <summary>It is damaged, encrypted, ambiguous or exhausts the time or memory that its reader may take; or there is no text in it.</summary>
    InvalidFile,

    /// <summary>It, or what it expands to, is larger than the reader's bounds.</summary>
    FileTooLarge,

    /// <summary>The process that reads could not be confined, or was ended by somebody else. The one failure that another try may not meet.</summary>
    Unreadable,
}
