namespace Sallyport.Retrieval.Reading;

/// <summary>Why a document was not read.</summary>
public enum DocumentFailureCode
{
    /// <summary>Its format isn't one that is read, or its name says another format than its content.</summary>
    UnsupportedFile,

    /// <summary>It is damaged, encrypted, ambiguous or built to exhaust its reader; or there is no text in it.</summary>
    InvalidFile,

    /// <summary>It, or what it expands to, is larger than the reader's bounds.</summary>
    FileTooLarge,

    /// <summary>Reading took too long or too much memory, or the process that reads ended early. The one failure that another try may not meet.</summary>
    Unreadable,
}
