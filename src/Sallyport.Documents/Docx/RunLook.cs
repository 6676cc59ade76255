using System.Globalization;
using System.Xml;
using Sallyport.Documents.Styling;

namespace Sallyport.Documents.Docx;

/// <summary>What formatting says of a run, as far as it decides whether the run is seen; null where it says nothing.</summary>
internal sealed record RunLook
{
    // Half points: below 2 points letters are specks.
    private const double LeastSize = 4;

    // Percent of a letter's own width.
    private const double LeastWidth = 10;
    private const int MostTransparent = 90_000;

    /// <summary>Nothing said.</summary>
    public static RunLook None { get; } = new();

    /// <summary>Formatted as hidden text (<c>vanish</c>, <c>specVanish</c>).</summary>
    public bool? IsVanished { get; init; }

    /// <summary>The colour of letters; null also for automatic, which is always visible.</summary>
    public Shade? Color { get; init; }

    /// <summary>What is filled or highlighted behind.</summary>
    public Shade? Fill { get; init; }

    /// <summary>Half points.</summary>
    public double? Size { get; init; }

    /// <summary>Lays another formatting over this one.</summary>
    public RunLook With(RunLook later) => new()
    {
        IsVanished = later.IsVanished ?? IsVanished,
        Color = later.Color ?? Color,
        Fill = later.Fill ?? Fill,
        Size = later.Size ?? Size,
    };

    /// <summary>Whether a person doesn't see such a run.</summary>
    /// <param name="fill">What its paragraph or cell is filled with.</param>
    public bool IsHidden(Shade fill) => IsVanished == true || Size < LeastSize || (Color is { } color && color.IsLike(Fill ?? fill));

    /// <summary>Takes one property of a run into account.</summary>
    public RunLook With(XmlReader property) => property.LocalName switch
    {
        "vanish" or "specVanish" => this with { IsVanished = IsOn(property) },
        "color" => this with { Color = ReadColor(property, "val", "themeColor", "themeShade") },
        "sz" => this with { Size = double.TryParse(Value(property, "val"), NumberStyles.Float, CultureInfo.InvariantCulture, out var size) ? size : null },
        "w" when double.TryParse(Value(property, "val"), NumberStyles.Float, CultureInfo.InvariantCulture, out var width) && width < LeastWidth => this with { IsVanished = true },
        "textFill" => WithFill(property),
        "highlight" => this with { Fill = CssColor.TryRead((Value(property, "val") ?? "").ToLowerInvariant(), out var shade) ? shade : null },
        "shd" => this with { Fill = ReadFill(property) ?? Fill },
        _ => this,
    };

    /// <summary>The colour of a <c>shd</c> element.</summary>
    public static Shade? ReadFill(XmlReader shading) =>
        Value(shading, "val") is "solid" ? ReadColor(shading, "color", "themeColor", "themeShade") : ReadColor(shading, "fill", "themeFill", "themeFillShade");

    /// <summary>Whether a property that is on or off is on.</summary>
    public static bool IsOn(XmlReader toggle) => Value(toggle, "val") is not ("0" or "false" or "off");

    /// <summary>An attribute in the namespace of its element.</summary>
    public static string? Value(XmlReader element, string name) => element.GetAttribute(name, element.NamespaceURI);

    // The look of letters that Word 2010 and later draw in place of the colour; transparency is in thousandths of a percent ([MS-DOCX], 2.6).
    private RunLook WithFill(XmlReader property)
    {
        var look = this;
        using var inside = property.ReadSubtree();
        while (inside.Read())
        {
            look = inside.NodeType != XmlNodeType.Element ? look : inside.LocalName switch
            {
                "noFill" => look with { IsVanished = true },
                "srgbClr" => look with { Color = Shade.OfHex(Value(inside, "val")) },
                "alpha" when int.TryParse(Value(inside, "val"), NumberStyles.None, CultureInfo.InvariantCulture, out var alpha) && alpha > MostTransparent => look with { IsVanished = true },
                _ => look,
            };
        }

        return look;
    }

    // A colour of the theme goes before the one written beside it, so a background's is taken for white whatever that one says.
    private static Shade? ReadColor(XmlReader element, string value, string theme, string shade) =>
        Value(element, theme) is "background1" or "light1" && Value(element, shade) is null ? Shade.White : Shade.OfHex(Value(element, value));
}
