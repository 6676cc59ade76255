namespace Sallyport.Documents;

/// <summary>Everything for which a document is refused. The process that reads names the fault; what is said of it stands here, so that no words of a document get into a message.</summary>
internal enum DocumentFault
{
    UnknownFormat,
    NameAndContentDiffer,
    OldWord,
    NotUnicode,
    Binary,
    TooLarge,
    TooMuchText,
    NotJson,
    TooDeep,
    NotCsv,
    BrokenHtml,
    BrokenPdf,
    EncryptedPdf,
    TooManyPages,
    PageTooFull,
    NoTextLayer,
    BrokenDocx,
    EncryptedDocx,
    ZipBomb,
    TookTooLong,
    TookTooMuchMemory,
    NotConfined,
    ReaderEnded,
}
