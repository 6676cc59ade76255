using Sallyport.Documents.Contained;
using Sallyport.Documents.Plain;
using Sallyport.Retrieval.Reading;

namespace Sallyport.Documents;

/// <summary>
/// Reads documents. Text, Markdown, JSON and CSV, whose readers are small and bounded, are read here; HTML, PDF and Word documents in a process of their own, which holds no keys, gets nothing but the document, and is ended
/// when it takes too long or too much. Safe for concurrent use; a bounded number of documents is read at once.
/// </summary>
public sealed class ChildDocumentReader : DocumentReader, IDisposable
{
    private readonly ChildReaderOptions _options;
    private readonly TimeProvider _time;
    private readonly SemaphoreSlim _turns;

    /// <summary>Reads with these processes.</summary>
    /// <param name="options">How they are started.</param>
    /// <param name="time">The clock of deadlines.</param>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    public ChildDocumentReader(ChildReaderOptions options, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(time);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.AtOnce, 1, nameof(options));
        ArgumentOutOfRangeException.ThrowIfLessThan(options.HeapBytes, 16 << 20, nameof(options));
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(options.Deadline, TimeSpan.Zero, nameof(options));
        _options = options;
        _time = time;
        _turns = new SemaphoreSlim(options.AtOnce);
    }

    /// <inheritdoc/>
    public override async ValueTask<DocumentReading> ReadAsync(Stream content, string fileName, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(content);
        ArgumentNullException.ThrowIfNull(fileName);
        var head = new byte[FormatTelling.HeadLength];
        var length = await content.ReadAtLeastAsync(head, head.Length, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false);
        var (format, fault) = FormatTelling.Tell(fileName, head.AsSpan(0, length));
        if (fault is { } found)
        {
            return found.Reading();
        }

        await _turns.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return format is DocumentFormat.Html or DocumentFormat.Pdf or DocumentFormat.Docx
                ? await ChildRun.ReadAsync(_options, _time, format, head.AsMemory(0, length), content, cancellationToken).ConfigureAwait(false)
                : await ReadHereAsync(format, head.AsMemory(0, length), content, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _turns.Release();
        }
    }

    /// <summary>To be called when no reading runs any more.</summary>
    public void Dispose() => _turns.Dispose();

    private static async ValueTask<DocumentReading> ReadHereAsync(DocumentFormat format, ReadOnlyMemory<byte> head, Stream content, CancellationToken cancellationToken)
    {
        try
        {
            var bytes = await DocumentBytes.ReadAsync(head, content, DocumentLimits.PlainBytes, isText: true, cancellationToken).ConfigureAwait(false);
            var passages = new List<DocumentPassage>();
            var sink = new PassageSink(passages.Add);
            switch (format)
            {
                case DocumentFormat.Markdown:
                    MarkdownPassages.Read(PlainText.Decode(bytes.Span), sink);
                    break;
                case DocumentFormat.Json:
                    JsonPassages.Read(bytes.Span, sink);
                    break;
                case DocumentFormat.Csv:
                    CsvPassages.Read(PlainText.Decode(bytes.Span), sink);
                    break;
                default:
                    TextPassages.Read(PlainText.Decode(bytes.Span), sink);
                    break;
            }

            return DocumentReading.Of(format, passages);
        }
        catch (DocumentFaultException exception)
        {
            return exception.Fault.Reading();
        }
    }
}
