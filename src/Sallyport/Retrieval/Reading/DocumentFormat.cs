namespace Sallyport.Retrieval.Reading;

/// <summary>The formats that are read.</summary>
public enum DocumentFormat
{
    /// <summary>Plain text.</summary>
    Text,

    /// <summary>Markdown.</summary>
    Markdown,

    /// <summary>HTML.</summary>
    Html,

    /// <summary>JSON, one value.</summary>
    Json,

    /// <summary>Comma-separated values with a line of headers, as RFC 4180 describes them.</summary>
    Csv,

    /// <summary>PDF with a text layer.</summary>
    Pdf,

    /// <summary>Word documents (OOXML).</summary>
    Docx,
}
