using Spectre.Console;

namespace Sallyport.Server.Tour;

/// <summary>Where the tour is shown: in colours and columns on a terminal, else as plain lines.</summary>
internal sealed class TourStage
{
    /// <summary>Stands between the chunks of a streamed text.</summary>
    public const char ChunkMark = '|';

    private const int LabelWidth = 12;
    private const int Longest = 420;

    private readonly IAnsiConsole _console;
    private readonly bool _isTerminal;
    private int _scene;

    public TourStage(TextWriter output, bool isTerminal)
    {
        _isTerminal = isTerminal;
        _console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new AnsiConsoleOutput(output),
            Ansi = isTerminal ? AnsiSupport.Detect : AnsiSupport.No,
            ColorSystem = isTerminal ? ColorSystemSupport.Detect : ColorSystemSupport.NoColors,
            Interactive = InteractionSupport.No,
        });
        if (!isTerminal)
        {
            // Lines in a file are not broken by anybody.
            _console.Profile.Width = 10_000;
        }
    }

    /// <summary>A paragraph.</summary>
    public void Say(string text)
    {
        _console.MarkupLine(Markup.Escape(text));
        _console.WriteLine();
    }

    /// <summary>Begins a scene: what it shows, in a sentence.</summary>
    public void Begin(string title) => _console.MarkupLine($"[bold]{++_scene}. {Markup.Escape(title)}[/]");

    /// <summary>A line of the scene.</summary>
    /// <param name="label">What it tells.</param>
    /// <param name="text">What it says.</param>
    /// <param name="leaks">Stretches that should not be there, shown in red, as they stand without the marks between chunks.</param>
    public void Show(string label, string text, params ReadOnlySpan<string> leaks)
    {
        text = text.ReplaceLineEndings(" ");
        if (text.Length > Longest)
        {
            text = text[..(Longest / 2)] + " ... " + text[^(Longest / 2)..];
        }

        var body = Colour(text, leaks);
        var grid = new Grid { Expand = false }
            .AddColumn(new GridColumn { Width = LabelWidth, NoWrap = true, Padding = new Padding(3, 0, 1, 0) })
            .AddColumn(new GridColumn { Padding = new Padding(0, 0, 0, 0) });
        if (_isTerminal)
        {
            grid.AddRow(new Markup($"[grey]{Markup.Escape(label)}[/]"), body);
            _console.Write(grid);
            return;
        }

        _console.WriteLine($"   {label.PadRight(LabelWidth)} {text}");
    }

    /// <summary>Ends a scene.</summary>
    public void End() => _console.WriteLine();

    // A paragraph breaks at blanks only, where markup would break between the bracket of a placeholder and its name.
    private static Paragraph Colour(string text, ReadOnlySpan<string> leaks)
    {
        var stretches = new List<(int Start, int End, Style Style)>();
        foreach (var leak in leaks)
        {
            AddLeak(stretches, text, leak);
        }

        AddPlaceholders(stretches, text, "[REDACTED:", "]");
        AddPlaceholders(stretches, text, "[[", "]]");
        var paragraph = new Paragraph();
        var at = 0;
        foreach (var (start, end, style) in stretches.OrderBy(static stretch => stretch.Start))
        {
            if (start < at)
            {
                continue;
            }

            paragraph.Append(text[at..start]).Append(text[start..end], style);
            at = end;
        }

        return paragraph.Append(text[at..]);
    }

    // A leak is found wherever the marks between chunks fall in it.
    private static void AddLeak(List<(int Start, int End, Style Style)> stretches, string text, string leak)
    {
        var places = Enumerable.Range(0, text.Length).Where(place => text[place] != ChunkMark).ToArray();
        var found = string.Concat(places.Select(place => text[place])).IndexOf(leak, StringComparison.Ordinal);
        if (found >= 0)
        {
            stretches.Add((places[found], places[found + leak.Length - 1] + 1, new Style(Color.Red)));
        }
    }

    private static void AddPlaceholders(List<(int Start, int End, Style Style)> stretches, string text, string opening, string closing)
    {
        for (var start = text.IndexOf(opening, StringComparison.Ordinal); start >= 0; start = text.IndexOf(opening, start + 1, StringComparison.Ordinal))
        {
            var close = text.IndexOf(closing, start, StringComparison.Ordinal);
            stretches.Add((start, close < 0 ? text.Length : close + closing.Length, new Style(Color.Green)));
        }
    }
}
