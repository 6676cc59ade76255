namespace Sallyport.Documents.Styling;

/// <summary>
/// Whether a person would see the text of an element, followed from the root down through what styles say. It judges single declarations and what is inherited; it lays nothing out. So it misses text that lies
/// beneath another element, is clipped by a distant ancestor, or whose colour comes from a variable or an image.
/// </summary>
internal sealed record Appearance
{
    // A browser shows smaller text as a line of specks at most.
    private const double LeastFont = 2;
    private const double LeastOpacity = 0.1;
    private const double OffPage = -400;
    private const double LeastScale = 0.1;

    private Appearance()
    {
    }

    /// <summary>Black text on white.</summary>
    public static Appearance Initial { get; } = new();

    /// <summary>Whether text directly in the element is unseen.</summary>
    public bool IsHidden => IsGone || !IsShown || FontSize < LeastFont || Color is not { } color || (Background is { } background && color.IsLike(background));

    /// <summary>Whether the element and all in it is unseen, whatever is set on what it holds.</summary>
    public bool IsGone { get; private init; }

    private bool IsShown { get; init; } = true;

    private double Opacity { get; init; } = 1;

    private double FontSize { get; init; } = 16;

    // Null where transparent.
    private Shade? Color { get; init; } = Shade.Black;

    // Null where unknown: an image, a gradient.
    private Shade? Background { get; init; } = Shade.White;

    /// <summary>The same, but gone.</summary>
    public Appearance Gone() => this with { IsGone = true };

    /// <summary>Of an element with this style in one like this.</summary>
    public Appearance With(CssDeclarations style)
    {
        if (IsGone || style.IsEmpty)
        {
            return this;
        }

        var font = FontSizeOf(style);
        var opacity = Opacity * (Fraction(style["opacity"]) ?? 1) * (style["filter"] is { } filter && filter.StartsWith("opacity(", StringComparison.Ordinal) ? Fraction(filter[8..].TrimEnd(')')) ?? 1 : 1);
        return this with
        {
            Opacity = opacity,
            FontSize = font,
            IsShown = style["visibility"] switch { "hidden" or "collapse" => false, "visible" or "initial" => true, _ => IsShown },
            Color = ColorOf(style["-webkit-text-fill-color"] ?? style["color"]),
            Background = (style["background-color"] ?? style["background"]) is "currentcolor" ? ColorOf(style["-webkit-text-fill-color"] ?? style["color"]) : BackgroundOf(style["background-color"] ?? style["background"]),
            IsGone = opacity < LeastOpacity || style["display"] is "none" || style["content-visibility"] is "hidden" || IsMovedAway(style, font) || IsShrunk(style, font) || IsClipped(style),
        };
    }

    private double FontSizeOf(CssDeclarations style)
    {
        if (style["font-size"] is { } size)
        {
            return Size(size) ?? FontSize;
        }

        // In the shorthand the size is what a slash or the family's name follows: the first length of it.
        foreach (var word in (style["font"] ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            if (char.IsAsciiDigit(word[0]) && !(word.Length == 3 && word.EndsWith("00", StringComparison.Ordinal)) && Size(word.Split('/')[0]) is { } found)
            {
                return found;
            }
        }

        return FontSize;
    }

    private double? Size(string text) => text switch
    {
        "xx-small" or "x-small" or "small" or "medium" or "large" or "x-large" or "xx-large" or "initial" => 16,
        _ => CssLength.Read(text, FontSize),
    };

    private Shade? ColorOf(string? value) => value is not null && CssColor.TryRead(value, out var color) ? color : Color;

    private Shade? BackgroundOf(string? value)
    {
        if (value is null)
        {
            return Background;
        }

        if (CssColor.TryRead(value, out var whole))
        {
            return whole ?? Background;
        }

        foreach (var word in value.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            if (CssColor.TryRead(word, out var color) && color is not null)
            {
                return color;
            }
        }

        return value.Contains('(', StringComparison.Ordinal) ? null : Background;
    }

    private static double? Fraction(string? text) =>
        text is null ? null : text.EndsWith('%') ? CssLength.Read(text.AsSpan(0, text.Length - 1)) / 100 : CssLength.Read(text);

    private static bool IsMovedAway(CssDeclarations style, double font)
    {
        var isPlaced = style["position"] is "absolute" or "fixed" or "relative" or "sticky";
        foreach (var name in (ReadOnlySpan<string>)["left", "top", "right", "bottom", "inset", "inset-block", "inset-block-start", "inset-block-end", "inset-inline", "inset-inline-start", "inset-inline-end"])
        {
            if (isPlaced && style[name] is { } offsets && IsFar(offsets, font))
            {
                return true;
            }
        }

        foreach (var name in (ReadOnlySpan<string>)["text-indent", "margin-left", "margin-top", "translate"])
        {
            if (style[name] is { } offsets && IsFar(offsets, font))
            {
                return true;
            }
        }

        var transform = style["transform"] ?? "";
        return Fraction(style["scale"]?.Split(' ')[0]) is < LeastScale || Fraction(style["zoom"]) is > 0 and < LeastScale || Scales(transform).Any(static scale => Math.Abs(scale) < LeastScale)
            || (transform.IndexOf("translate", StringComparison.Ordinal) is >= 0 and var at && transform.IndexOf('(', at) is >= 0 and var open
                && transform[(open + 1)..].Split(',', ')', ' ').Any(part => CssLength.Read(part, font) is <= OffPage or >= 8_000));
    }

    private static bool IsFar(string offsets, double font) =>
        offsets.Split(' ').Any(offset => CssLength.Read(offset, font) is <= OffPage or >= 8_000);

    // By how much a transformation widens and heightens: "scale(1, 0)", "scaleX(0)", and the first and fourth of a matrix.
    private static IEnumerable<double> Scales(string transform)
    {
        foreach (var function in transform.Split(')', StringSplitOptions.RemoveEmptyEntries))
        {
            var open = function.IndexOf('(', StringComparison.Ordinal);
            var name = open < 0 ? "" : function[..open].Trim();
            if (name is not ("scale" or "scalex" or "scaley" or "scale3d" or "matrix"))
            {
                continue;
            }

            var numbers = function[(open + 1)..].Split([',', ' '], StringSplitOptions.RemoveEmptyEntries);
            for (var i = 0; i < numbers.Length && i < 4; i++)
            {
                if ((name == "matrix" ? i is 0 or 3 : i < 2) && Fraction(numbers[i]) is { } scale)
                {
                    yield return scale;
                }
            }
        }
    }

    private static bool IsShrunk(CssDeclarations style, double font)
    {
        var isCut = (style["overflow"] ?? style["overflow-x"] ?? style["overflow-y"]) is { } overflow
            && (overflow.StartsWith("hidden", StringComparison.Ordinal) || overflow.StartsWith("clip", StringComparison.Ordinal) || overflow.StartsWith("scroll", StringComparison.Ordinal) || overflow.StartsWith("auto", StringComparison.Ordinal));
        if (!isCut)
        {
            return false;
        }

        foreach (var name in (ReadOnlySpan<string>)["width", "height", "max-width", "max-height", "block-size", "inline-size", "max-block-size", "max-inline-size", "line-height"])
        {
            if (style[name] is { } size && CssLength.Read(size, font) is >= 0 and < LeastFont)
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsClipped(CssDeclarations style)
    {
        var path = style["clip-path"] ?? "";
        return (style["clip"] is { } clip && clip.StartsWith("rect(", StringComparison.Ordinal) && clip[5..].Split(',', ' ', ')').All(static part => part.Length == 0 || CssLength.Read(part) is >= 0 and < LeastFont))
            || path.StartsWith("circle(0", StringComparison.Ordinal)
            || path.StartsWith("polygon(0 0)", StringComparison.Ordinal)
            || (path.StartsWith("inset(", StringComparison.Ordinal) && path[6..].TrimEnd(')').Split('%')[0] is var inset && CssLength.Read(inset) is >= 50);
    }
}
