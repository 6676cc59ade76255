using System.Reflection;

namespace Sallyport.Lab.Names;

/// <summary>The lists and templates that stand beside this file: sections of lines, in brackets.</summary>
internal sealed class NameLists
{
    private static readonly string[] OneALine = ["templates"];

    private readonly SortedDictionary<string, string[]> _sections = new(StringComparer.Ordinal);

    private NameLists()
    {
    }

    public IEnumerable<string> Sections => _sections.Keys;

    /// <summary>The entries of <c>file:section</c>, none where there is no such section.</summary>
    public string[] this[string section] => _sections.TryGetValue(section, out var entries) ? entries : [];

    public static NameLists Load()
    {
        var lists = new NameLists();
        foreach (var file in new[] { "persons", "places", "organizations", "addresses", "words", "templates" })
        {
            using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream($"Names.Lists.{file}.txt")!;
            lists.Read(file, new StreamReader(stream).ReadToEnd());
        }

        return lists;
    }

    private void Read(string file, string content)
    {
        var section = "";
        var entries = new List<string>();
        foreach (var line in content.Split('\n'))
        {
            if (section.Length == 0 && line.StartsWith('#'))
            {
                continue;
            }

            if (line.StartsWith('[') && line.EndsWith(']') && !line.Contains(' ', StringComparison.Ordinal))
            {
                Add();
                section = line[1..^1];
            }
            else if (line.Length > 0)
            {
                entries.AddRange(
                    OneALine.Contains(file) ? [line.Replace("\\n", "\n", StringComparison.Ordinal)]
                    : (line.Contains(';', StringComparison.Ordinal) ? line.Split(';') : line.Split(','))
                        .Select(static entry => entry.Trim().Replace("\\n", "\n", StringComparison.Ordinal)).Where(static entry => entry.Length > 0));
            }
        }

        Add();

        void Add()
        {
            if (section.Length > 0)
            {
                _sections[file + ":" + section] = [.. entries];
            }

            entries.Clear();
        }
    }
}
