using Spectre.Console;

namespace Sallyport.Server.Tour;

/// <summary>Where the tour is shown: in colours and columns on a terminal, else as plain lines.</summary>
internal sealed class TourStage
{
    private const int LabelWidth = 12;
    private const int Longest = 420;
    private const string RedactionStart = "[REDACTED:";

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
    /// <param name="leaks">Stretches that should not be there, shown in red.</param>
    public void Show(string label, string text, params ReadOnlySpan<string> leaks)
    {
        text = text.ReplaceLineEndings(" ");
        if (text.Length > Longest)
        {
            text = text[..(Longest / 2)] + " ... " + text[^(Longest / 2)..];
        }

        var body = new Markup(Colour(text, leaks));
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

    private static string Colour(string text, ReadOnlySpan<string> leaks)
    {
        var marked = Markup.Escape(text);
        foreach (var leak in leaks)
        {
            var escaped = Markup.Escape(leak);
            marked = marked.Replace(escaped, $"[red]{escaped}[/]", StringComparison.Ordinal);
        }

        var start = Markup.Escape(RedactionStart);
        return marked.Replace(start, $"[green]{start}", StringComparison.Ordinal) is var opened && opened.Length > marked.Length
            ? CloseAfterRedactions(opened, $"[green]{start}")
            : marked;
    }

    private static string CloseAfterRedactions(string marked, string opening)
    {
        const string end = "]]";
        for (var at = marked.IndexOf(opening, StringComparison.Ordinal); at >= 0; at = marked.IndexOf(opening, at + 1, StringComparison.Ordinal))
        {
            var close = marked.IndexOf(end, at + opening.Length, StringComparison.Ordinal);
            if (close < 0)
            {
                return marked + "[/]";
            }

            marked = marked.Insert(close + end.Length, "[/]");
        }

        return marked;
    }
}
