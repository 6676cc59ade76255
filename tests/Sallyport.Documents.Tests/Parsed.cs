using System.Text;
using Sallyport.Documents.Docx;
using Sallyport.Documents.Html;
using Sallyport.Documents.Pdf;
using Sallyport.Documents.Plain;
using Sallyport.Retrieval.Reading;

namespace Sallyport.Documents.Tests;

/// <summary>Documents read by their parser alone, without a process.</summary>
internal sealed record Parsed(IReadOnlyList<DocumentPassage> Passages)
{
    public IEnumerable<string> Visible => Passages.Where(static passage => !passage.IsHidden).Select(static passage => passage.Text);

    public IEnumerable<string> Hidden => Passages.Where(static passage => passage.IsHidden).Select(static passage => passage.Text);

    public string VisibleText => string.Join('\n', Visible);

    public string HiddenText => string.Join('\n', Hidden);

    public static Parsed Text(string text) => Of(sink => TextPassages.Read(text, sink));

    public static Parsed Markdown(string text) => Of(sink => MarkdownPassages.Read(text, sink));

    public static Parsed Csv(string text) => Of(sink => CsvPassages.Read(text, sink));

    public static Parsed Json(string text) => Of(sink => JsonPassages.Read(Encoding.UTF8.GetBytes(text), sink));

    public static Parsed Html(string text) => Of(sink => HtmlPassages.Read(text, sink));

    public static Parsed Pdf(byte[] bytes) => Of(sink => PdfPassages.Read(bytes, sink));

    public static Parsed Docx(byte[] bytes) => Of(sink => DocxPassages.Read(bytes, sink));

    public static string FaultOf(Func<Parsed> read)
    {
        try
        {
            return $"read {read().Passages.Count} passages";
        }
        catch (DocumentFaultException exception)
        {
            return exception.Fault.ToString();
        }
    }

    private static Parsed Of(Action<PassageSink> read)
    {
        var passages = new List<DocumentPassage>();
        read(new PassageSink(passages.Add));
        return new Parsed(passages);
    }
}
