using System.Text;
using Sallyport.Text;
using Xunit;

namespace Sallyport.Tests.Text.Views;

/// <summary>A whole view with its map, read the way the pipeline does: window by window, with as little in memory as the contract allows.</summary>
internal sealed record ViewReading(string Text, IReadOnlyList<TextSpan> Map)
{
    public static ViewReading Of(Func<ViewReader> open, string source) => Of(open, source, [], more: source.Length, releases: false);

    /// <param name="open">Makes the reader.</param>
    /// <param name="source">The whole source.</param>
    /// <param name="cuts">Where it is cut.</param>
    /// <param name="more">How much more text than the reader may ask for stands before each window's new text.</param>
    /// <param name="releases">Whether the view is let go of as it comes.</param>
    public static ViewReading Of(Func<ViewReader> open, string source, IEnumerable<int> cuts, int more, bool releases)
    {
        var lookBack = ViewReader.LookBack + more;
        using var reader = open();
        var text = new StringBuilder();
        var map = new List<TextSpan>();
        var clear = 0;
        foreach (var cut in cuts.Where(c => c > 0 && c < source.Length).Distinct().Order().Append(source.Length))
        {
            var start = Math.Max(0, clear - lookBack);
            var isComplete = cut == source.Length;

            // A completed text may be told only after its last character.
            reader.Advance(new TextWindow(Copy(source, start, cut), start, isComplete: isComplete && cut % 2 == 0));
            if (isComplete)
            {
                start = Math.Max(start, Math.Max(0, reader.SourceClear - lookBack));
                reader.Advance(new TextWindow(Copy(source, start, cut), start, isComplete: true));
            }

            Assert.InRange(reader.SourceClear, clear, cut);
            clear = reader.SourceClear;
            Collect(reader, text, map);
            if (releases)
            {
                reader.Release(text.Length);
                Assert.Equal(text.Length, reader.Window.Start);
            }
        }

        Assert.Equal(source.Length, reader.SourceClear);
        Assert.True(reader.Window.IsComplete);
        return new(text.ToString(), map);
    }

    /// <summary>The source that a part of the view stands for.</summary>
    public string SourceOf(string part, string source)
    {
        var at = Text.IndexOf(part, StringComparison.Ordinal);
        Assert.True(at >= 0, $"'{part}' is not in the view '{Text}'");
        var span = Map[at].Union(Map[at + part.Length - 1]);
        return source[span.Start..span.End];
    }

    // Exactly the window, so that reading outside of it fails.
    private static char[] Copy(string source, int start, int end) => source[start..end].ToCharArray();

    private static void Collect(ViewReader reader, StringBuilder text, List<TextSpan> map)
    {
        var window = reader.Window;
        for (var at = text.Length; at < window.End; at++)
        {
            text.Append(window.Text[at - window.Start]);
            map.Add(reader.ToSource(new(at, at + 1)));
        }
    }
}
