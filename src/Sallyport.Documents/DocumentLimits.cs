namespace Sallyport.Documents;

/// <summary>What a document may hold. A document that goes over one of these is refused whole, never read in part.</summary>
internal static class DocumentLimits
{
    /// <summary>Text of all passages, in bytes of UTF-8. OpenAI takes 5,000,000 tokens a file, which is about 20 MB of English.</summary>
    public const long TextBytes = 32 << 20;

    /// <summary>Passages of a document.</summary>
    public const int Passages = 500_000;

    /// <summary>UTF-16 code units of one passage; a longer text becomes several.</summary>
    public const int PassageLength = 65_536;

    /// <summary>UTF-16 code units of one heading, of which a longer one gives its beginning to the path; the passage has it whole.</summary>
    public const int HeadingLength = 200;

    /// <summary>Levels of headings, as HTML and Markdown have.</summary>
    public const int HeadingLevels = 6;

    /// <summary>Bytes of a text, Markdown, JSON, CSV or HTML file.</summary>
    public const long PlainBytes = 32 << 20;

    /// <summary>Bytes of a PDF or Word file; most of a large one is pictures.</summary>
    public const long PackedBytes = 128 << 20;

    /// <summary>Levels of JSON.</summary>
    public const int Depth = 64;

    /// <summary>Columns of a CSV file.</summary>
    public const int Columns = 2_000;
}
