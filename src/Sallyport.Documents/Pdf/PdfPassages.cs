using System.Text;
using UglyToad.PdfPig;
using UglyToad.PdfPig.Annotations;
using UglyToad.PdfPig.Content;
using UglyToad.PdfPig.DocumentLayoutAnalysis;
using UglyToad.PdfPig.DocumentLayoutAnalysis.PageSegmenter;
using UglyToad.PdfPig.DocumentLayoutAnalysis.ReadingOrderDetector;
using UglyToad.PdfPig.DocumentLayoutAnalysis.WordExtractor;
using UglyToad.PdfPig.Exceptions;
using UglyToad.PdfPig.Tokens;

namespace Sallyport.Documents.Pdf;

/// <summary>
/// PDF: letters that <see cref="PageSight"/> finds visible become words, lines and blocks (a passage each) in reading order, page by page; the others the same way, as hidden. Notes and other annotations are hidden text too;
/// values of form fields are visible. Images are not read. Runs in the process that holds no keys: a damaged file may exhaust its memory or its stack.
/// </summary>
internal static class PdfPassages
{
    private const int MostPages = 5_000;
    private const int MostOnPage = 100_000;
    private const int MostOrderedBlocks = 1_000;

    private static readonly NearestNeighbourWordExtractor Words = new(new NearestNeighbourWordExtractor.NearestNeighbourWordExtractorOptions { MaxDegreeOfParallelism = 1 });
    private static readonly DocstrumBoundingBoxes Blocks = new(new DocstrumBoundingBoxes.DocstrumBoundingBoxesOptions { MaxDegreeOfParallelism = 1 });

    /// <summary>Reads a document.</summary>
    /// <exception cref="DocumentFaultException">It can't be read.</exception>
    public static void Read(ReadOnlyMemory<byte> bytes, PassageSink sink)
    {
        try
        {
            // Text in a font that can't be read would be left out silently: then nothing is read.
            using var document = PdfDocument.Open(bytes, new ParsingOptions { UseLenientParsing = true, SkipMissingFonts = false, ClipPaths = false });
            Read(document, sink);
        }
        catch (PdfDocumentEncryptedException)
        {
            throw new DocumentFaultException(DocumentFault.EncryptedPdf);
        }
        catch (Exception exception) when (exception is not (DocumentFaultException or OutOfMemoryException))
        {
            // Whatever the parser stumbles over: it throws exceptions of many kinds on damaged files.
            throw new DocumentFaultException(DocumentFault.BrokenPdf);
        }
    }

    private static void Read(PdfDocument document, PassageSink sink)
    {
        if (document.IsEncrypted)
        {
            throw new DocumentFaultException(DocumentFault.EncryptedPdf);
        }

        if (document.NumberOfPages > MostPages)
        {
            throw new DocumentFaultException(DocumentFault.TooManyPages);
        }

        for (var number = 1; number <= document.NumberOfPages; number++)
        {
            var page = document.GetPage(number);
            if (page.Letters.Count > MostOnPage || page.Paths.Count > MostOnPage)
            {
                throw new DocumentFaultException(DocumentFault.PageTooFull);
            }

            var sight = new PageSight(page);
            var squeezed = page.Letters.ToLookup(sight.IsSqueezed);
            var letters = squeezed[false].ToLookup(sight.IsHidden);
            Add([.. letters[false]], page, isHidden: false, sink);
            Add([.. letters[true]], page, isHidden: true, sink);
            AddAsDrawn(squeezed[true], page, isHidden: true, sink);
            foreach (var annotation in page.GetAnnotations())
            {
                Add(annotation, number, sink);
            }
        }

        if (!sink.HasAny)
        {
            throw new DocumentFaultException(DocumentFault.NoTextLayer);
        }
    }

    private static void Add(List<Letter> letters, Page page, bool isHidden, PassageSink sink)
    {
        var words = Words.GetWords(letters).Where(static word => !string.IsNullOrWhiteSpace(word.Text)).ToList();
        var placed = new HashSet<Letter>(ReferenceEqualityComparer.Instance);
        foreach (var block in words.Count == 0 ? [] : Order(Blocks.GetBlocks(words)))
        {
            sink.Add(block.Text, null, page.Number, isHidden);
            placed.UnionWith(block.TextLines.SelectMany(static line => line.Words).SelectMany(static word => word.Letters));
        }

        // What finds no place in any block is told all the same.
        var unplaced = letters.Where(letter => !placed.Contains(letter)).ToList();
        if (unplaced.Exists(static letter => !string.IsNullOrWhiteSpace(letter.Value)))
        {
            AddAsDrawn(unplaced, page, isHidden, sink);
        }
    }

    // In the order of the file, with a blank between what several operators draw.
    private static void AddAsDrawn(IEnumerable<Letter> letters, Page page, bool isHidden, PassageSink sink)
    {
        var text = new StringBuilder();
        int? sequence = null;
        foreach (var letter in letters)
        {
            text.Append(sequence is null || letter.TextSequence == sequence ? "" : " ").Append(letter.Value);
            sequence = letter.TextSequence;
        }

        sink.Add(string.Join(' ', text.ToString().Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)), null, page.Number, isHidden);
    }

    // Finding an order compares each block with each other one.
    private static IEnumerable<TextBlock> Order(IReadOnlyList<TextBlock> blocks) => blocks.Count <= MostOrderedBlocks
        ? UnsupervisedReadingOrderDetector.Instance.Get(blocks)
        : blocks.OrderByDescending(static block => block.BoundingBox.Top).ThenBy(static block => block.BoundingBox.Left);

    private static void Add(Annotation annotation, int page, PassageSink sink)
    {
        sink.Add(annotation.Content, null, page, isHidden: true);
        if (annotation.Type == AnnotationType.Widget && annotation.AnnotationDictionary.TryGet(NameToken.V, out var value))
        {
            var isHidden = annotation.Flags.HasFlag(AnnotationFlags.Hidden) || annotation.Flags.HasFlag(AnnotationFlags.NoView);
            sink.Add(value switch { StringToken text => text.Data, HexToken text => text.Data, _ => "" }, null, page, isHidden);
        }
    }
}
