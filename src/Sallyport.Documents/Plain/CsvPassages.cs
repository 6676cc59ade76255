using System.Buffers;
using System.Globalization;
using System.Text;

namespace Sallyport.Documents.Plain;

/// <summary>
/// CSV made readable (RFC 4180): the first row names the columns; each further row is a passage with a line for each value that isn't empty (<c>city: Oslo</c>). Values are parted by the one of
/// comma, semicolon, tab and bar that the first line holds most.
/// </summary>
internal static class CsvPassages
{
    private const int LongestHeader = 200;

    /// <summary>Reads a table.</summary>
    /// <exception cref="DocumentFaultException">A quoted value doesn't end, or there are too many columns.</exception>
    public static void Read(string text, PassageSink sink)
    {
        var delimiter = DelimiterOf(text);
        var stops = SearchValues.Create([delimiter, '\n']);
        List<string>? headers = null;
        var row = new List<string>();
        for (var at = 0; at < text.Length;)
        {
            at = ReadRow(text, at, delimiter, stops, row);
            if (headers is null && row.Exists(static value => value.Length > 0))
            {
                headers = [.. row];
                sink.Add(string.Join(", ", headers));
            }
            else if (headers is not null)
            {
                sink.Add(Describe(row, headers));
            }

            row.Clear();
        }
    }

    private static string Describe(List<string> row, List<string> headers)
    {
        var text = new StringBuilder();
        for (var i = 0; i < row.Count; i++)
        {
            if (row[i].Length == 0)
            {
                continue;
            }

            var header = i < headers.Count && headers[i].Length > 0 ? headers[i] : string.Create(CultureInfo.InvariantCulture, $"column {i + 1}");
            text.Append(header.AsSpan(0, Math.Min(header.Length, LongestHeader))).Append(": ").Append(row[i]).Append('\n');
        }

        return text.ToString();
    }

    private static int ReadRow(string text, int at, char delimiter, SearchValues<char> stops, List<string> row)
    {
        while (true)
        {
            if (row.Count == DocumentLimits.Columns)
            {
                throw new DocumentFaultException(DocumentFault.NotCsv);
            }

            at = ReadValue(text, at, stops, out var value);
            row.Add(value);
            if (at >= text.Length || text[at] != delimiter)
            {
                return at + 1;
            }

            at++;
        }
    }

    private static int ReadValue(string text, int at, SearchValues<char> stops, out string value)
    {
        if (at >= text.Length || text[at] != '"')
        {
            var end = text.AsSpan(at).IndexOfAny(stops);
            end = end < 0 ? text.Length : at + end;
            value = text.AsSpan(at..end).Trim().ToString();
            return end;
        }

        var quoted = new StringBuilder();
        for (at++; ;)
        {
            var quote = text.IndexOf('"', at);
            if (quote < 0)
            {
                throw new DocumentFaultException(DocumentFault.NotCsv);
            }

            quoted.Append(text, at, quote - at);
            at = quote + 1;
            if (at >= text.Length || text[at] != '"')
            {
                break;
            }

            quoted.Append('"');
            at++;
        }

        // What follows the closing quote, against the rule, still belongs to the value: nothing is lost.
        var rest = text.AsSpan(at).IndexOfAny(stops);
        rest = rest < 0 ? text.Length : at + rest;
        value = quoted.Append(text.AsSpan(at..rest)).ToString().Trim();
        return rest;
    }

    private static char DelimiterOf(string text)
    {
        var line = text.AsSpan().TrimStart("\n");
        line = line[..(line.IndexOf('\n') is >= 0 and var end ? end : line.Length)];
        var (best, most) = (',', 0);
        foreach (var candidate in (ReadOnlySpan<char>)[',', ';', '\t', '|'])
        {
            if (line.Count(candidate) is var count && count > most)
            {
                (best, most) = (candidate, count);
            }
        }

        return best;
    }
}
