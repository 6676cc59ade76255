namespace Sallyport.Retrieval.Reading;

/// <summary>A document that was not read.</summary>
/// <param name="Code">Why.</param>
/// <param name="Message">One plain sentence for whoever uploaded it. Holds nothing of the document: neither text nor name.</param>
public sealed record DocumentFailure(DocumentFailureCode Code, string Message)
{
    /// <summary>The code by name: <c>unsupported_file</c>, <c>invalid_file</c>, <c>file_too_large</c> or <c>unreadable</c>.</summary>
    public string Name => Code switch
    {
        DocumentFailureCode.UnsupportedFile => "unsupported_file",
        DocumentFailureCode.InvalidFile => "invalid_file",
        DocumentFailureCode.FileTooLarge => "file_too_large",
        _ => "unreadable",
    };

    /// <summary>The nearest of the codes that OpenAI's <c>last_error</c> of a vector store's file knows: <c>unsupported_file</c>, <c>invalid_file</c> or <c>server_error</c>.</summary>
    public string LastErrorCode => Code switch
    {
        DocumentFailureCode.UnsupportedFile => "unsupported_file",
        DocumentFailureCode.InvalidFile or DocumentFailureCode.FileTooLarge => "invalid_file",
        _ => "server_error",
    };
}
