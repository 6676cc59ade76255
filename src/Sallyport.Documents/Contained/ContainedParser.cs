using System.Buffers;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using System.Xml;
using AngleSharp.Html.Parser;
using Sallyport.Documents.Docx;
using Sallyport.Documents.Html;
using Sallyport.Documents.Pdf;
using Sallyport.Documents.Plain;
using Sallyport.Retrieval.Reading;
using UglyToad.PdfPig;

namespace Sallyport.Documents.Contained;

/// <summary>The reading process's own side: a document on its input, <see cref="PassageLines"/> on its output, then its end.</summary>
public static class ContainedParser
{
    // Recursion of parsers is bounded, but not always tightly.
    private const int StackBytes = 16 << 20;
    private const int WriteBytes = 1 << 16;

    // Should the gateway die, nobody else ends a parser that runs in circles.
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(5);

    private const string Check = "check";

    /// <summary>Confines this process, then reads one document.</summary>
    /// <param name="format">The name of a <see cref="DocumentFormat"/> that is read in a process of its own; or <c>check</c>, to tell in place of passages what the process can still do.</param>
    /// <param name="input">The document's bytes.</param>
    /// <param name="output">Where the lines go.</param>
    /// <returns>The exit code: 0 where the last line was written, whatever it says.</returns>
    public static async Task<int> RunAsync(string format, Stream input, Stream output)
    {
        ArgumentNullException.ThrowIfNull(input);
        ArgumentNullException.ThrowIfNull(output);
        if (ParserOf(format) is not { } parse)
        {
            return 2;
        }

        using var lifetime = new Timer(static _ => Environment.Exit(3), null, Lifetime, Timeout.InfiniteTimeSpan);
        var lines = new ArrayBufferWriter<byte>(2 * WriteBytes);
        await PrepareAsync().ConfigureAwait(false);
        var end = Confinement.IsOffered && !Confinement.TryEnter() ? nameof(DocumentFault.NotConfined) : await ParseAsync(parse, format, input, passage =>
        {
            PassageLines.Write(lines, passage);
            if (lines.WrittenCount >= WriteBytes)
            {
                output.Write(lines.WrittenSpan);
                lines.ResetWrittenCount();
            }
        }).ConfigureAwait(false);
        PassageLines.WriteEnd(lines, end);
        await output.WriteAsync(lines.WrittenMemory).ConfigureAwait(false);
        await output.FlushAsync().ConfigureAwait(false);
        return 0;
    }

    private static async Task<string> ParseAsync(Action<ReadOnlyMemory<byte>, PassageSink> parse, string format, Stream input, Action<DocumentPassage> take)
    {
        // A lenient parser leaves out what it had no memory for and goes on; a document of which a part is missing was not read.
        var ranOut = false;
        AppDomain.CurrentDomain.FirstChanceException += (_, thrown) => ranOut |= thrown.Exception is OutOfMemoryException;
        try
        {
            var most = format == nameof(DocumentFormat.Html) ? DocumentLimits.PlainBytes : DocumentLimits.PackedBytes;
            var bytes = await DocumentBytes.ReadAsync(ReadOnlyMemory<byte>.Empty, input, most, isText: false, CancellationToken.None).ConfigureAwait(false);
            var end = await OnLargeStackAsync(() => parse(bytes, new PassageSink(take))).ConfigureAwait(false);
            return ranOut ? nameof(DocumentFault.TookTooMuchMemory) : end;
        }
        catch (DocumentFaultException exception)
        {
            return (ranOut ? DocumentFault.TookTooMuchMemory : exception.Fault).ToString();
        }
        catch (OutOfMemoryException)
        {
            return nameof(DocumentFault.TookTooMuchMemory);
        }
    }

    private static Task<string> OnLargeStackAsync(Action parse)
    {
        var done = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        new Thread(
            () =>
            {
                try
                {
                    parse();
                    done.SetResult(PassageLines.Read);
                }
                catch (Exception exception)
                {
                    done.SetException(exception);
                }
            },
            StackBytes).Start();
        return done.Task;
    }

    // What is loaded late, from files: assemblies, the libraries of the system for compression, Unicode and hashes (PDF), the seed of hash tables, what threads begin with.
    private static async Task PrepareAsync()
    {
        Confinement.Load([typeof(ContainedParser).Assembly, typeof(HtmlParser).Assembly, typeof(PdfDocument).Assembly, typeof(XmlReader).Assembly, typeof(ZipArchive).Assembly]);
        using var packed = new MemoryStream();
        using (var deflate = new ZLibStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            deflate.Write(SHA256.HashData("warm"u8));
        }

        packed.Position = 0;
        using var unpacked = new ZLibStream(packed, CompressionMode.Decompress);
        _ = unpacked.ReadByte();
        _ = "\uFB01".Normalize(NormalizationForm.FormKC).ToUpperInvariant();
        await ParseAsync(static (bytes, sink) => HtmlPassages.Read(PlainText.Decode(bytes.Span), sink), nameof(DocumentFormat.Html), new MemoryStream("<p class=a>warm</p>"u8.ToArray()), static _ => { }).ConfigureAwait(false);
    }

    private static Action<ReadOnlyMemory<byte>, PassageSink>? ParserOf(string format) => format switch
    {
        nameof(DocumentFormat.Html) => static (bytes, sink) => HtmlPassages.Read(PlainText.Decode(bytes.Span), sink),
        nameof(DocumentFormat.Pdf) => PdfPassages.Read,
        nameof(DocumentFormat.Docx) => DocxPassages.Read,
        Check => static (_, sink) =>
        {
            foreach (var outcome in ConfinementCheck.Run())
            {
                sink.Add(outcome);
            }
        },
        _ => null,
    };
}
