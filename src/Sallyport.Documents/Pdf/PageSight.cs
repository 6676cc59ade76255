using Sallyport.Documents.Styling;
using UglyToad.PdfPig.Content;
using UglyToad.PdfPig.Core;
using UglyToad.PdfPig.Graphics.Colors;

namespace Sallyport.Documents.Pdf;

/// <summary>
/// Which letters of a page a person would see: those that are drawn (text rendering modes 3 and 7 draw nothing: ISO 32000-1, table 106), in a legible size, not squeezed to a line, on the page, in another colour than what is filled beneath.
/// What is beneath is the last filled shape around the letter, or paper. The order in which letters and shapes are drawn isn't known here, so text that a shape of another colour covers later is missed;
/// so is text in a layer that is switched off, text with full transparency, and text whose font draws other letters than it names. White text on a picture counts as hidden.
/// </summary>
internal sealed class PageSight
{
    private const double LeastPoints = 2;
    private const double Margin = 1;

    // A narrow letter of 2 points is as wide, in most fonts: 'i' of Helvetica has 0.22 em.
    private const double LeastExtent = 0.4;

    // Beyond this, shapes are not looked at: letters are judged as on paper.
    private const long MostComparisons = 50_000_000;

    private readonly Page _page;
    private readonly List<(PdfRectangle Bounds, Shade Color)> _fills = [];
    private readonly HashSet<int> _squeezed;

    /// <summary>Looks at a page.</summary>
    public PageSight(Page page)
    {
        _page = page;
        _squeezed = [.. page.Letters.Where(static letter => !string.IsNullOrWhiteSpace(letter.Value)).GroupBy(static letter => letter.TextSequence)
            .Where(static drawn => 2 * drawn.Count(IsThin) > drawn.Count()).Select(static drawn => drawn.Key)];
        foreach (var path in page.Paths.Where(static path => path.IsFilled))
        {
            if (path.GetBoundingRectangle() is { } bounds && Read(path.FillColor) is { } color)
            {
                _fills.Add((bounds, color));
            }
        }

        if ((long)_fills.Count * page.Letters.Count > MostComparisons)
        {
            _fills.Clear();
        }
    }

    /// <summary>
    /// Whether a letter is squeezed to a line in one direction, by its scale or by a matrix. What one operator draws has one scale, so it is told of all its letters by most of them. Where such letters
    /// stand tells nothing of their order.
    /// </summary>
    public bool IsSqueezed(Letter letter) => _squeezed.Contains(letter.TextSequence);

    /// <summary>Whether a letter is unseen for another reason.</summary>
    public bool IsHidden(Letter letter)
    {
        var box = letter.BoundingBox;
        return letter.RenderingMode is TextRenderingMode.Neither or TextRenderingMode.NeitherClip
            || (Math.Abs(letter.PointSize) < LeastPoints && box.Height < LeastPoints)
            || IsOffPage(box.Centroid)
            || IsLikeBackground(letter, box.Centroid);
    }

    private static bool IsThin(Letter letter)
    {
        // Some fonts tell no height, some glyphs no bounds.
        var (glyph, line) = (ExtentsOf(letter.BoundingBox), ExtentsOf(letter.GlyphRectangleLoose));
        return !(Math.Max(glyph.Width, line.Width) >= LeastExtent && Math.Max(glyph.Height, line.Height) >= LeastExtent);
    }

    // Across its sides: a slanted box may have long sides and yet be flat.
    private static (double Width, double Height) ExtentsOf(in PdfRectangle box)
    {
        var (alongX, alongY) = (box.BottomRight.X - box.BottomLeft.X, box.BottomRight.Y - box.BottomLeft.Y);
        var (upX, upY) = (box.TopLeft.X - box.BottomLeft.X, box.TopLeft.Y - box.BottomLeft.Y);
        var area = Math.Abs((alongX * upY) - (alongY * upX));
        var (along, up) = (double.Hypot(alongX, alongY), double.Hypot(upX, upY));
        return (up > 0 ? area / up : 0, along > 0 ? area / along : 0);
    }

    private bool IsOffPage(PdfPoint point) => point.X < -Margin || point.Y < -Margin || point.X > _page.Width + Margin || point.Y > _page.Height + Margin;

    private bool IsLikeBackground(Letter letter, PdfPoint point)
    {
        var background = Shade.White;
        for (var i = _fills.Count - 1; i >= 0; i--)
        {
            var bounds = _fills[i].Bounds;
            if (point.X >= bounds.Left && point.X <= bounds.Right && point.Y >= bounds.Bottom && point.Y <= bounds.Top)
            {
                background = _fills[i].Color;
                break;
            }
        }

        return letter.RenderingMode switch
        {
            TextRenderingMode.Stroke or TextRenderingMode.StrokeClip => IsLike(letter.StrokeColor, background),
            TextRenderingMode.FillThenStroke or TextRenderingMode.FillThenStrokeClip => IsLike(letter.StrokeColor, background) && IsLike(letter.FillColor, background),
            _ => IsLike(letter.FillColor, background),
        };
    }

    private static bool IsLike(IColor? color, Shade background) => Read(color) is { } shade && shade.IsLike(background);

    // Patterns have no colour of their own.
    private static Shade? Read(IColor? color)
    {
        if (color is null || color.ColorSpace == ColorSpace.Pattern)
        {
            return null;
        }

        var (red, green, blue) = color.ToRGBValues();
        return Shade.OfParts(red, green, blue);
    }
}
