using System.Globalization;
using System.Text;
using System.Xml;
using Sallyport.Documents.Styling;

namespace Sallyport.Documents.Docx;

/// <summary>
/// Word documents: a passage for each paragraph and each row of a table; after the text its foot- and endnotes, headers and footers. Hidden are runs formatted as hidden, in the colour of their background or in specks,
/// deleted and moved-away revisions, field codes, comments, frames off the page, and descriptions of pictures. Of alternatives for different programs the first is read, as Word does.
/// Missed are text boxes placed off the page or beneath others, and colours that only a theme or a table's style sets.
/// </summary>
internal sealed class DocxPassages
{
    private const int Depth = 256;

    // Twentieths of a point: beyond a quarter of a page to the left or above.
    private const int OffPage = -3_000;

    // Of a line or a row, in twentieths of a point.
    private const int LeastHeight = 40;

    private readonly PassageSink _sink;
    private readonly DocxStyles _styles;
    private readonly HeadingPath _headings = new();
    private readonly Stack<DocxParagraph> _paragraphs = new();
    private readonly Stack<StringBuilder> _rows = new();
    private readonly Stack<Shade> _cells = new();
    private readonly Stack<bool> _hasChoice = new();

    // For each row whether it is unseen, for each field whether its code is being read.
    private readonly Stack<bool> _unseenRows = new();
    private readonly Stack<bool> _fields = new();
    private readonly bool _isHidden;
    private int _removed;
    private int _codes;

    private DocxPassages(PassageSink sink, DocxStyles styles, bool isHidden)
    {
        _sink = sink;
        _styles = styles;
        _isHidden = isHidden;
    }

    /// <summary>Reads a document.</summary>
    /// <exception cref="DocumentFaultException">It can't be read.</exception>
    public static void Read(ReadOnlyMemory<byte> bytes, PassageSink sink)
    {
        try
        {
            using var package = new DocxPackage(bytes);
            var styles = DocxStyles.Of(package);
            Read(package, package.Main, new DocxPassages(sink, styles, isHidden: false));
            foreach (var kind in (string[])["/footnotes", "/endnotes", "/header", "/footer", "/comments"])
            {
                foreach (var part in package.Related(package.Main, type => type.EndsWith(kind, StringComparison.Ordinal)).Where(package.Has))
                {
                    Read(package, part, new DocxPassages(sink, styles, isHidden: kind == "/comments"));
                }
            }
        }
        catch (Exception exception) when (exception is XmlException or InvalidDataException or IOException or NotSupportedException or ArgumentException)
        {
            throw new DocumentFaultException(DocumentFault.BrokenDocx);
        }
    }

    /// <summary>Goes to the next element's start or end.</summary>
    public static bool Next(XmlReader reader)
    {
        while (reader.Read())
        {
            if (reader.Depth > Depth)
            {
                throw new DocumentFaultException(DocumentFault.TooDeep);
            }

            if (reader.NodeType is XmlNodeType.Element or XmlNodeType.EndElement)
            {
                return true;
            }
        }

        return false;
    }

    private static void Read(DocxPackage package, string part, DocxPassages passages)
    {
        using var reader = package.Open(part);
        while (Next(reader))
        {
            if (reader.NodeType == XmlNodeType.EndElement)
            {
                passages.End(reader.LocalName);
                continue;
            }

            var (name, isEmpty) = (reader.LocalName, reader.IsEmptyElement);
            passages.Start(reader);
            if (isEmpty)
            {
                passages.End(name);
            }
        }
    }

    private void Start(XmlReader reader)
    {
        switch (reader.LocalName)
        {
            case "p":
                _paragraphs.Push(new DocxParagraph(_styles.LookOf(null), _cells.Count > 0 ? _cells.Peek() : Shade.White));
                break;
            case "tr":
                _rows.Push(new StringBuilder());
                _unseenRows.Push(false);
                break;
            case "trPr" when _unseenRows.TryPeek(out var isUnseen) && !isUnseen:
                ReadProperties(reader, SetRow);
                break;
            case "fldChar":
                SetField(RunLook.Value(reader, "fldCharType"));
                break;
            case "tc":
                _cells.Push(_cells.Count > 0 ? _cells.Peek() : Shade.White);
                break;
            case "tcPr" when _cells.Count > 0:
                ReadProperties(reader, property => SetCell(property));
                break;
            case "pPr" when _paragraphs.TryPeek(out var paragraph):
                ReadProperties(reader, property => SetParagraph(property, paragraph));
                break;
            case "r" when _paragraphs.TryPeek(out var paragraph):
                paragraph.Run = paragraph.Look;
                break;
            case "rPr" when _paragraphs.TryPeek(out var paragraph):
                ReadProperties(reader, property => paragraph.Run = property.LocalName == "rStyle"
                    ? paragraph.Run.With(_styles.CharacterLookOf(RunLook.Value(property, "val") ?? ""))
                    : paragraph.Run.With(property));
                break;
            case "del" or "moveFrom":
                _removed++;
                break;
            case "AlternateContent":
                _hasChoice.Push(false);
                break;
            case "Choice" or "Fallback" when _hasChoice.Count > 0:
                Choose(reader);
                break;
            case "tblPr" or "sectPr":
                Pass(reader);
                break;
            default:
                Write(reader);
                break;
        }
    }

    private void Write(XmlReader reader)
    {
        if (!_paragraphs.TryPeek(out var paragraph))
        {
            return;
        }

        var isHidden = _removed > 0 || _codes > 0 || paragraph.IsAway || paragraph.Run.IsHidden(paragraph.Fill);
        var to = isHidden ? paragraph.Hidden : paragraph.Visible;
        switch (reader.LocalName)
        {
            case "t" when !reader.IsEmptyElement:
                to.Append(ReadText(reader));
                break;
            case "delText" or "instrText" or "delInstrText" when !reader.IsEmptyElement:
                paragraph.Hidden.Append(' ').Append(ReadText(reader));
                break;
            case "tab" or "ptab":
                to.Append('\t');
                break;
            case "br" or "cr":
                to.Append('\n');
                break;
            case "noBreakHyphen":
                to.Append('-');
                break;
            case "docPr":
                _sink.Add(reader.GetAttribute("descr"), _headings.Current, isHidden: true);
                _sink.Add(reader.GetAttribute("title"), _headings.Current, isHidden: true);
                break;
            case "hyperlink":
                _sink.Add(RunLook.Value(reader, "tooltip"), _headings.Current, isHidden: true);
                break;
            default:
                break;
        }
    }

    private void End(string name)
    {
        switch (name)
        {
            case "p" when _paragraphs.TryPop(out var paragraph):
                Take(paragraph);
                break;
            case "tr" when _rows.TryPop(out var row):
                _sink.Add(row.ToString(), _headings.Current, isHidden: _isHidden);
                _removed -= _unseenRows.TryPop(out var wasUnseen) && wasUnseen ? 1 : 0;
                break;
            case "tc" when _cells.Count > 0:
                _cells.Pop();
                break;
            case "del" or "moveFrom" when _removed > 0:
                _removed--;
                break;
            case "AlternateContent" when _hasChoice.Count > 0:
                _hasChoice.Pop();
                break;
            default:
                break;
        }
    }

    private void Take(DocxParagraph paragraph)
    {
        var text = paragraph.Visible.ToString();
        if (paragraph.Level is { } level)
        {
            _headings.Open(level, text);
        }

        _sink.Add(paragraph.Hidden.ToString(), _headings.Current, isHidden: true);
        if (_rows.TryPeek(out var row) && !string.IsNullOrWhiteSpace(text))
        {
            row.Append(row.Length > 0 ? " | " : "").Append(text);
        }
        else
        {
            _sink.Add(text, _headings.Current, isHidden: _isHidden);
        }
    }

    // A row that is hidden, was deleted, or is lower than letters can be read.
    private void SetRow(XmlReader property)
    {
        var isUnseen = property.LocalName is "del" || (property.LocalName is "hidden" && RunLook.IsOn(property)) || (property.LocalName is "trHeight" && IsFlat(property, "hRule", "val"));
        if (isUnseen && !_unseenRows.Peek())
        {
            _unseenRows.Pop();
            _unseenRows.Push(true);
            _removed++;
        }
    }

    // What stands between a field's beginning and its result is its code, in whatever element.
    private void SetField(string? type)
    {
        if (type is "begin")
        {
            _fields.Push(true);
            _codes++;
        }
        else if (type is "separate" or "end" && _fields.TryPop(out var isCode))
        {
            _codes -= isCode ? 1 : 0;
            if (type is "separate")
            {
                _fields.Push(false);
            }
        }
    }

    private static bool IsFlat(XmlReader property, string rule, string height) =>
        RunLook.Value(property, rule) is "exact" && int.TryParse(RunLook.Value(property, height), NumberStyles.None, CultureInfo.InvariantCulture, out var twips) && twips < LeastHeight;

    private void SetCell(XmlReader property)
    {
        if (property.LocalName == "shd" && RunLook.ReadFill(property) is { } fill)
        {
            _cells.Pop();
            _cells.Push(fill);
        }
    }

    private void SetParagraph(XmlReader property, DocxParagraph paragraph)
    {
        switch (property.LocalName)
        {
            case "pStyle":
                var style = RunLook.Value(property, "val");
                paragraph.Look = paragraph.Run = _styles.LookOf(style);
                paragraph.Fill = paragraph.Look.Fill ?? paragraph.Fill;
                paragraph.Level = _styles.LevelOf(style);
                break;
            case "outlineLvl":
                paragraph.Level = DocxStyles.LevelOfOutline(property);
                break;
            case "shd":
                paragraph.Fill = RunLook.ReadFill(property) ?? paragraph.Fill;
                break;
            case "framePr":
                paragraph.IsAway |= IsAway(RunLook.Value(property, "x")) || IsAway(RunLook.Value(property, "y"));
                break;
            case "spacing":
                paragraph.IsAway |= IsFlat(property, "lineRule", "line");
                break;
            case "ind":
                paragraph.IsAway |= IsAway(RunLook.Value(property, "left")) || IsAway(RunLook.Value(property, "start"));
                break;
            default:
                break;
        }
    }

    private static bool IsAway(string? twips) => int.TryParse(twips, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var offset) && offset < OffPage;

    private void Choose(XmlReader reader)
    {
        var isFirst = !_hasChoice.Pop();
        _hasChoice.Push(true);
        if (!isFirst)
        {
            Pass(reader);
        }
    }

    // Properties of what a change replaced, and those of the mark at a paragraph's end, say nothing of what is seen now.
    private static void ReadProperties(XmlReader reader, Action<XmlReader> take)
    {
        if (reader.IsEmptyElement)
        {
            return;
        }

        var depth = reader.Depth;
        while (Next(reader) && reader.Depth > depth)
        {
            if (reader.NodeType != XmlNodeType.Element)
            {
                continue;
            }

            if (reader.LocalName is "rPr" or "pPrChange" or "rPrChange" or "tcPrChange" or "sectPr")
            {
                Pass(reader);
            }
            else
            {
                take(reader);
            }
        }
    }

    /// <summary>Goes to an element's end.</summary>
    private static void Pass(XmlReader reader)
    {
        var depth = reader.Depth;
        while (!reader.IsEmptyElement && Next(reader) && reader.Depth > depth)
        {
        }
    }

    private static string ReadText(XmlReader reader)
    {
        var text = new StringBuilder();
        while (reader.Read() && reader.NodeType != XmlNodeType.EndElement)
        {
            text.Append(reader.NodeType is XmlNodeType.Text or XmlNodeType.SignificantWhitespace or XmlNodeType.Whitespace or XmlNodeType.CDATA ? reader.Value : "");
        }

        return text.ToString();
    }
}
