using System.Text;
using Sallyport.Retrieval.Reading;

namespace Sallyport.Storage.Tests.Retrieval;

/// <summary>A passage a line; a line that begins with '#' is hidden. Fails where the text says so.</summary>
internal sealed class FakeReader : DocumentReader
{
    public const string Damaged = "%damaged%";
    public const string Overloaded = "%overloaded%";

    public Func<CancellationToken, Task>? Before { get; set; }

    public override async ValueTask<DocumentReading> ReadAsync(Stream content, string fileName, CancellationToken cancellationToken)
    {
        if (Before is { } before)
        {
            await before(cancellationToken);
        }

        using var reader = new StreamReader(content, Encoding.UTF8, leaveOpen: true);
        var text = await reader.ReadToEndAsync(cancellationToken);
        return text switch
        {
            Damaged => DocumentReading.Failed(DocumentFailureCode.InvalidFile, "The document is damaged."),
            Overloaded => DocumentReading.Failed(DocumentFailureCode.Unreadable, "The process that read the document ended before it was done."),
            _ => DocumentReading.Of(
                DocumentFormat.Text,
                [.. text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(static line => new DocumentPassage(line.TrimStart('#'), null, null, line.StartsWith('#')))]),
        };
    }
}
