using System.Text;
using System.Text.RegularExpressions;
using Sallyport.Text;

namespace Sallyport.Lab.Names;

/// <summary>Reads a file of own-written texts, one a line, with names as <c>{person|Jane Doe}</c>, after a language and a tab; \n is a line's end.</summary>
internal static partial class NameSample
{
    private static readonly string[] Kinds = ["person", "organization", "location", "address"];

    public static IEnumerable<LabelledText> Read(string file)
    {
        foreach (var line in File.ReadLines(file).Where(static line => line.Length > 0 && line[0] != '#'))
        {
            var tab = line.IndexOf('\t', StringComparison.Ordinal);
            var text = new StringBuilder();
            var names = new List<(int, TextSpan)>();
            var marked = line[(tab + 1)..].Replace("\\n", "\n", StringComparison.Ordinal);
            var from = 0;
            foreach (Match match in Name().Matches(marked))
            {
                text.Append(marked, from, match.Index - from);
                names.Add((Array.IndexOf(Kinds, match.Groups[1].Value), new(text.Length, text.Length + match.Groups[2].Length)));
                text.Append(match.Groups[2].Value);
                from = match.Index + match.Length;
            }

            yield return new(text.Append(marked, from, marked.Length - from).ToString(), names, "sample", line[..tab]);
        }
    }

    [GeneratedRegex(@"\{(person|organization|location|address)\|([^}]*)\}")]
    private static partial Regex Name();
}
