using System.Diagnostics.CodeAnalysis;

namespace Sallyport.Retrieval.Reading;

/// <summary>What came of reading a document: its passages, or why there are none. Never a part of a document: what isn't read to its end has failed.</summary>
public sealed class DocumentReading
{
    private DocumentReading(DocumentFormat? format, IReadOnlyList<DocumentPassage> passages, DocumentFailure? failure)
    {
        Format = format;
        Passages = passages;
        Failure = failure;
    }

    /// <summary>What the document was read as; null after a failure.</summary>
    public DocumentFormat? Format { get; }

    /// <summary>The passages in reading order, hidden ones where they stand; empty after a failure and for a document without any text.</summary>
    public IReadOnlyList<DocumentPassage> Passages { get; }

    /// <summary>Why the document was not read; null where it was.</summary>
    public DocumentFailure? Failure { get; }

    /// <summary>Whether there is a failure, and no passages.</summary>
    [MemberNotNullWhen(true, nameof(Failure))]
    [MemberNotNullWhen(false, nameof(Format))]
    public bool HasFailed => Failure is not null;

    /// <summary>A document that was read to its end.</summary>
    /// <param name="format">What it was read as.</param>
    /// <param name="passages">In reading order; kept, not copied.</param>
    public static DocumentReading Of(DocumentFormat format, IReadOnlyList<DocumentPassage> passages)
    {
        ArgumentNullException.ThrowIfNull(passages);
        return new DocumentReading(format, passages, null);
    }

    /// <summary>A document that was not read.</summary>
    /// <param name="code">Why.</param>
    /// <param name="message">As <see cref="DocumentFailure.Message"/> asks.</param>
    public static DocumentReading Failed(DocumentFailureCode code, string message) => new(null, [], new DocumentFailure(code, message));
}
