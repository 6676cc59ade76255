using Sallyport.Retrieval.Reading;

namespace Sallyport.Documents;

/// <summary>What is said of each fault.</summary>
internal static class DocumentFaults
{
    /// <summary>The reading that failed for this.</summary>
    public static DocumentReading Reading(this DocumentFault fault)
    {
        var (code, message) = Describe(fault);
        return DocumentReading.Failed(code, message);
    }

    private static (DocumentFailureCode Code, string Message) Describe(DocumentFault fault) => fault switch
    {
        DocumentFault.UnknownFormat => (DocumentFailureCode.UnsupportedFile, "Files named .txt, .md, .html, .json, .csv, .pdf and .docx are read; this one has another name."),
        DocumentFault.NameAndContentDiffer => (DocumentFailureCode.UnsupportedFile, "The file's content is of another format than its name says."),
        DocumentFault.OldWord => (DocumentFailureCode.UnsupportedFile, "The file is an encrypted or an old Word document (.doc); save it as .docx without a password."),
        DocumentFault.NotUnicode => (DocumentFailureCode.InvalidFile, "The text is not valid UTF-8, nor UTF-16 with a byte-order mark; save it as UTF-8."),
        DocumentFault.Binary => (DocumentFailureCode.InvalidFile, "The file holds zero bytes, so it is not text."),
        DocumentFault.TooLarge => (DocumentFailureCode.FileTooLarge, "The file is too large: text, Markdown, HTML, JSON and CSV may have 32 MB, PDF and DOCX 128 MB."),
        DocumentFault.TooMuchText => (DocumentFailureCode.FileTooLarge, "The document holds too much text: 32 MB in 500,000 passages are the most."),
        DocumentFault.NotJson => (DocumentFailureCode.InvalidFile, "The file is not one valid JSON value in UTF-8."),
        DocumentFault.TooDeep => (DocumentFailureCode.InvalidFile, "The document is nested too deeply."),
        DocumentFault.NotCsv => (DocumentFailureCode.InvalidFile, "The file is not valid CSV: a quoted value does not end, or a row has too many columns."),
        DocumentFault.BrokenHtml => (DocumentFailureCode.InvalidFile, "The HTML could not be read: its elements or styles are too many to judge what is visible."),
        DocumentFault.BrokenPdf => (DocumentFailureCode.InvalidFile, "The PDF is damaged or not built as the format demands."),
        DocumentFault.EncryptedPdf => (DocumentFailureCode.InvalidFile, "The PDF is encrypted; save it without a password or restrictions."),
        DocumentFault.TooManyPages => (DocumentFailureCode.FileTooLarge, "The PDF has more than 5,000 pages; split it."),
        DocumentFault.PageTooFull => (DocumentFailureCode.FileTooLarge, "A page of the PDF holds more than 100,000 characters or shapes."),
        DocumentFault.NoTextLayer => (DocumentFailureCode.InvalidFile, "The PDF has no text layer; images of text are not read."),
        DocumentFault.BrokenDocx => (DocumentFailureCode.InvalidFile, "The Word document is damaged or not built as the format demands."),
        DocumentFault.EncryptedDocx => (DocumentFailureCode.InvalidFile, "The Word document is encrypted; save it without a password."),
        DocumentFault.ZipBomb => (DocumentFailureCode.FileTooLarge, "The Word document expands to far more than its size or has too many parts."),
        // The document's doing: another try would take as long, and hold up others' documents as often.
        DocumentFault.TookTooLong => (DocumentFailureCode.InvalidFile, "Reading the document took too long and was ended; split it, or save it in a simpler form."),
        DocumentFault.TookTooMuchMemory => (DocumentFailureCode.InvalidFile, "Reading the document took too much memory and was ended; split it, or save it in a simpler form."),
        DocumentFault.NotConfined => (DocumentFailureCode.Unreadable, "The server could not confine the process that reads such documents, so it read none."),
        _ => (DocumentFailureCode.Unreadable, "The process that read the document ended before it was done."),
    };
}
