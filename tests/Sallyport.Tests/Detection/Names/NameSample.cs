using System.Text;
using System.Text.RegularExpressions;

namespace Sallyport.Tests.Detection.Names;

/// <summary>An own-written text with marked names: of <c>names-sample.txt</c> or <c>names-second-sample.txt</c>.</summary>
internal sealed partial record NameSample(string Text, IReadOnlyList<SampleName> Names)
{
    public static IReadOnlyList<NameSample> Load(string file)
    {
        using var stream = typeof(NameSample).Assembly.GetManifestResourceStream(file)!;
        return [.. new StreamReader(stream).ReadToEnd().Split('\n').Where(line => line.Length > 0 && line[0] != '#').Select(Parse)];
    }

    private static NameSample Parse(string line)
    {
        var marked = line[(line.IndexOf('\t', StringComparison.Ordinal) + 1)..].Replace("\\n", "\n", StringComparison.Ordinal);
        var text = new StringBuilder();
        var names = new List<SampleName>();
        var from = 0;
        foreach (Match match in Name().Matches(marked))
        {
            text.Append(marked, from, match.Index - from);
            names.Add(new("pii." + match.Groups[1].Value, new(text.Length, text.Length + match.Groups[2].Length)));
            text.Append(match.Groups[2].Value);
            from = match.Index + match.Length;
        }

        return new(text.Append(marked, from, marked.Length - from).ToString(), names);
    }

    [GeneratedRegex(@"\{(person|organization|location|address)\|([^}]*)\}")]
    private static partial Regex Name();
}
