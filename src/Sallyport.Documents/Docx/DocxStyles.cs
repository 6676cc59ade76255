using System.Globalization;
using System.Xml;

namespace Sallyport.Documents.Docx;

/// <summary>The styles of a Word document: which are headings, and what each one says of its runs.</summary>
internal sealed class DocxStyles
{
    private const int LongestChain = 16;

    private readonly Dictionary<string, (string? Parent, RunLook Look, int? Level)> _styles = new(StringComparer.Ordinal);
    private RunLook _defaults = RunLook.None;
    private string? _defaultParagraph;

    /// <summary>Reads the styles that a part is related to.</summary>
    public static DocxStyles Of(DocxPackage package)
    {
        var styles = new DocxStyles();
        if (package.Related(package.Main, static type => type.EndsWith("/styles", StringComparison.Ordinal)).FirstOrDefault() is { } part && package.Has(part))
        {
            using var reader = package.Open(part);
            styles.Read(reader);
        }

        return styles;
    }

    /// <summary>What a style, with those it is based on, says of runs.</summary>
    /// <param name="style">Its id; null for the default of paragraphs.</param>
    public RunLook LookOf(string? style) => Chain(style ?? _defaultParagraph).Reverse().Aggregate(_defaults, static (look, next) => look.With(next.Look));

    /// <summary>A character style's own words, to be laid over those of its paragraph.</summary>
    public RunLook CharacterLookOf(string style) => Chain(style).Reverse().Aggregate(RunLook.None, static (look, next) => look.With(next.Look));

    /// <summary>The heading level of a style, from 1, or null.</summary>
    public int? LevelOf(string? style) => Chain(style).Select(static link => link.Level).FirstOrDefault(static level => level is not null);

    private IEnumerable<(string? Parent, RunLook Look, int? Level)> Chain(string? style)
    {
        // A chain may be a circle.
        for (var i = 0; i < LongestChain && style is not null && _styles.TryGetValue(style, out var found); i++)
        {
            yield return found;
            style = found.Parent;
        }
    }

    private void Read(XmlReader reader)
    {
        var (id, parent, look, level, isDefaults) = ((string?)null, (string?)null, RunLook.None, (int?)null, false);
        while (DocxPassages.Next(reader))
        {
            if (reader.NodeType == XmlNodeType.EndElement)
            {
                if (reader.LocalName == "style" && id is not null)
                {
                    _styles[id] = (parent, look, level);
                }
                else if (reader.LocalName == "docDefaults")
                {
                    (_defaults, isDefaults) = (look, false);
                }

                continue;
            }

            switch (reader.LocalName)
            {
                case "docDefaults":
                    (look, isDefaults) = (RunLook.None, !reader.IsEmptyElement);
                    break;
                case "style":
                    (id, parent, look, level) = (RunLook.Value(reader, "styleId"), null, RunLook.None, null);
                    _defaultParagraph = RunLook.Value(reader, "default") is "1" or "true" && RunLook.Value(reader, "type") is "paragraph" ? id : _defaultParagraph;
                    break;
                case "name" when HeadingOf(RunLook.Value(reader, "val")) is { } found:
                    level = found;
                    break;
                case "outlineLvl":
                    level = LevelOfOutline(reader) ?? level;
                    break;
                case "basedOn":
                    parent = RunLook.Value(reader, "val");
                    break;
                case "tblStylePr":
                    // Parts of tables that a table's style formats: whose runs these are isn't followed.
                    reader.Skip();
                    break;
                default:
                    look = id is not null || isDefaults ? look.With(reader) : look;
                    break;
            }
        }
    }

    /// <summary>The heading level that an <c>outlineLvl</c> element says; 9 is body text.</summary>
    public static int? LevelOfOutline(XmlReader element) =>
        int.TryParse(RunLook.Value(element, "val"), NumberStyles.None, CultureInfo.InvariantCulture, out var level) && level < 9 ? level + 1 : null;

    private static int? HeadingOf(string? name) =>
        name is not null && (name.Equals("title", StringComparison.OrdinalIgnoreCase) ? "heading 1" : name) is var heading
        && heading.StartsWith("heading ", StringComparison.OrdinalIgnoreCase) && int.TryParse(heading.AsSpan(8), NumberStyles.None, CultureInfo.InvariantCulture, out var level)
            ? level
            : null;
}
