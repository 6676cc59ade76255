namespace Sallyport.Documents.Styling;

/// <summary>What a style sets of all that could hide text, by property; of two the later one, unless the first is important.</summary>
internal sealed class CssDeclarations
{
    private const int LongestValue = 200;

    private static readonly HashSet<string> Known = new(StringComparer.Ordinal)
    {
        "display", "visibility", "opacity", "font-size", "font", "color", "-webkit-text-fill-color", "background", "background-color", "position", "left", "top", "right", "bottom", "text-indent", "margin-left",
        "margin-top", "margin", "transform", "scale", "width", "height", "max-width", "max-height", "overflow", "overflow-x", "overflow-y", "clip", "clip-path", "filter", "content-visibility", "line-height",
        "inset", "inset-block", "inset-block-start", "inset-block-end", "inset-inline", "inset-inline-start", "inset-inline-end", "translate", "zoom", "block-size", "inline-size", "max-block-size", "max-inline-size", "fill",
    };

    private readonly Dictionary<string, (string Value, bool IsImportant)> _values = new(StringComparer.Ordinal);

    /// <summary>Whether nothing of concern is set.</summary>
    public bool IsEmpty => _values.Count == 0;

    /// <summary>Reads the inside of a <c>style</c> attribute or of a rule. What is malformed is passed over, as a browser does.</summary>
    /// <param name="text">Any text.</param>
    public static CssDeclarations Parse(ReadOnlySpan<char> text)
    {
        var declarations = new CssDeclarations();
        var style = CssText.WithoutComments(text.ToString()).AsSpan();
        foreach (var range in style.Split(';'))
        {
            var declaration = style[range];
            var colon = declaration.IndexOf(':');
            if (colon <= 0)
            {
                continue;
            }

            var name = CssText.Unescape(declaration[..colon].Trim().ToString()).ToLowerInvariant();
            var value = CssText.Unescape(declaration[(colon + 1)..].Trim().ToString());
            if (!Known.Contains(name) || value.Length > LongestValue)
            {
                continue;
            }

            var lower = value.ToLowerInvariant();
            var mark = lower.IndexOf('!', StringComparison.Ordinal);
            declarations.Set(name, (mark < 0 ? lower : lower[..mark]).Trim(), mark >= 0);
        }

        return declarations;
    }

    /// <summary>A property's value in lower case, or null.</summary>
    public string? this[string name] => _values.TryGetValue(name, out var found) ? found.Value : null;

    /// <summary>Lays another style over this one.</summary>
    public void Overlay(CssDeclarations later)
    {
        foreach (var (name, (value, isImportant)) in later._values)
        {
            Set(name, value, isImportant);
        }
    }

    private void Set(string name, string value, bool isImportant)
    {
        if (!_values.TryGetValue(name, out var before) || isImportant || !before.IsImportant)
        {
            _values[name] = (value, isImportant);
        }
    }
}
