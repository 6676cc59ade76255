using System.Text;
using System.Text.RegularExpressions;

namespace Sallyport.Documents.Plain;

/// <summary>
/// Markdown, read line by line (CommonMark's blocks, as far as passages need them): a passage for each heading and each run of lines, fenced code whole. Its source is what is kept, without what a reader of the
/// rendered page doesn't see: comments, elements of raw HTML that are unseen, titles and labels of link definitions, titles of links, descriptions of pictures. Those are hidden passages.
/// </summary>
internal sealed partial class MarkdownPassages
{
    private readonly PassageSink _sink;
    private readonly HeadingPath _headings = new();
    private readonly StringBuilder _paragraph = new();
    private int _lines;
    private readonly MarkdownMarkup _markup;
    private string? _fence;
    private bool _isDefinition;

    private MarkdownPassages(PassageSink sink)
    {
        _sink = sink;
        _markup = new MarkdownMarkup(text => sink.Add(text, _headings.Current, isHidden: true));
    }

    /// <summary>Reads a text.</summary>
    public static void Read(string text, PassageSink sink)
    {
        var passages = new MarkdownPassages(sink);
        foreach (var line in text.AsSpan().EnumerateLines())
        {
            passages.Take(line);
        }

        passages._markup.Complete();
        passages.Flush();
    }

    private void Take(ReadOnlySpan<char> line)
    {
        if (_fence is not null)
        {
            Append(line);
            if (IsFenceEnd(line))
            {
                _fence = null;
                Flush();
            }

            return;
        }

        var block = line.TrimStart(' ');
        var isIndented = line.Length - block.Length > 3;
        if (!_markup.IsOpen && !isIndented && FenceOf(block) is { } fence)
        {
            Flush();
            _fence = fence;
            Append(line);
            return;
        }

        if (!_markup.IsOpen && !isIndented && TryTakeDefinition(block))
        {
            return;
        }

        var seen = isIndented && _paragraph.Length == 0 && !_markup.IsOpen ? line.ToString() : _markup.Filter(line);
        if (string.IsNullOrWhiteSpace(seen))
        {
            Flush();
        }
        else if (!isIndented && TakeHeading(seen.TrimStart(' ')))
        {
            return;
        }
        else
        {
            Append(seen);
        }
    }

    private void Append(ReadOnlySpan<char> line)
    {
        _paragraph.Append(line).Append('\n');
        _lines++;
    }

    private bool TakeHeading(string line)
    {
        var level = line.AsSpan().IndexOfAnyExcept('#');
        if (level is > 0 and <= 6 && line[level] is ' ' or '\t')
        {
            Flush();
            Add(level, line[level..].Trim().TrimEnd('#'));
            return true;
        }

        // A line of = or - makes a heading of the line before it.
        if (_lines != 1 || _paragraph.Length > DocumentLimits.PassageLength || line.TrimEnd() is not [('=' or '-'), ..] mark || mark.AsSpan().ContainsAnyExcept(mark[0])
            || _paragraph.ToString().Trim() is not { Length: > 0 } text || text.Contains('\n', StringComparison.Ordinal))
        {
            return false;
        }

        _paragraph.Clear();
        _lines = 0;
        Add(mark[0] == '=' ? 1 : 2, text);
        return true;
    }

    private void Add(int level, string text)
    {
        _headings.Open(level, text);
        _sink.Add(text, _headings.Current);
    }

    // [label]: destination "title" renders as nothing; [//]: # (words) is how comments are written in Markdown. A title may stand on the next lines.
    private bool TryTakeDefinition(ReadOnlySpan<char> line)
    {
        if (_isDefinition && line.TrimStart() is ['"' or '\'' or '(', ..])
        {
            _sink.Add(line, _headings.Current, isHidden: true);
            return true;
        }

        _isDefinition = line.Length > 3 && line[0] == '[' && _paragraph.Length == 0 && Definition().IsMatch(line);
        if (_isDefinition)
        {
            _sink.Add(line, _headings.Current, isHidden: true);
        }

        return _isDefinition;
    }

    private void Flush()
    {
        if (_paragraph.Length > 0)
        {
            _sink.Add(_paragraph.ToString().Trim('\n'), _headings.Current);
            _paragraph.Clear();
            _lines = 0;
        }
    }

    private bool IsFenceEnd(ReadOnlySpan<char> line)
    {
        var mark = line.Trim();
        return mark.Length >= _fence!.Length && mark.IndexOfAnyExcept(_fence[0]) < 0;
    }

    private static string? FenceOf(ReadOnlySpan<char> block)
    {
        foreach (var mark in (ReadOnlySpan<char>)['`', '~'])
        {
            var length = block.IndexOfAnyExcept(mark);
            length = length < 0 ? block.Length : length;
            if (length >= 3 && !(mark == '`' && block[length..].Contains('`')))
            {
                return new string(mark, length);
            }
        }

        return null;
    }

    [GeneratedRegex(@"^\[[^\[\]^][^\[\]]{0,998}\]:", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Definition();
}
