using Sallyport.Documents.Styling;
using UglyToad.PdfPig.Content;
using UglyToad.PdfPig.Core;
using UglyToad.PdfPig.Graphics.Colors;

namespace Sallyport.Documents.Pdf;

/// <summary>
/// Which letters of a page a person would see: those that are drawn (text rendering modes 3 and 7 draw nothing: ISO 32000-1, table 106), in a legible size, on the page, in another colour than what is filled beneath.
/// What is beneath is the last filled shape around the letter, or paper. The order in which letters and shapes are drawn isn't known here, so text that a shape of another colour covers later is missed;
/// so is text in a layer that is switched off, text with full transparency, and text whose font draws other letters than it names. White text on a picture counts as hidden.
/// </summary>
internal sealed class PageSight
{
    private const double LeastPoints = 2;
    private const double Margin = 1;

    // Beyond this, shapes are not looked at: letters are judged as on paper.
    private const long MostComparisons = 50_000_000;

    private readonly Page _page;
    private readonly List<(PdfRectangle Bounds, Shade Color)> _fills = [];

    /// <summary>Looks at a page.</summary>
    public PageSight(Page page)
    {
        _page = page;
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

    /// <summary>Whether a letter is unseen.</summary>
    public bool IsHidden(Letter letter)
    {
        var box = letter.BoundingBox;
        return letter.RenderingMode is TextRenderingMode.Neither or TextRenderingMode.NeitherClip
            || (Math.Abs(letter.PointSize) < LeastPoints && box.Height < LeastPoints)
            || IsOffPage(box.Centroid)
            || IsLikeBackground(letter, box.Centroid);
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
