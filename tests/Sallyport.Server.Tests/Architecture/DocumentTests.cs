using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using Xunit;

namespace Sallyport.Server.Tests.Architecture;

public sealed partial class DocumentTests
{
    private static readonly string Root = Path.GetFullPath(Path.Combine(Here(), "../../.."));

    [Fact]
    public void Links_InEachDocument_LeadSomewhere()
    {
        var broken = new List<string>();
        var count = 0;
        foreach (var document in Documents())
        {
            foreach (Match link in RelativeLink().Matches(File.ReadAllText(document)))
            {
                count++;
                var target = Path.Combine(Path.GetDirectoryName(document)!, link.Groups["path"].Value);
                if (!Path.Exists(target))
                {
                    broken.Add($"{Path.GetRelativePath(Root, document)}: {link.Value}");
                }
            }
        }

        Assert.Empty(broken);
        Assert.True(count > 30, $"Only {count} links were found.");
    }

    [Fact]
    public void Architecture_NamesEachTestFolder_ThatMirrorsNone()
    {
        const string ending = ".Tests";
        var text = Architecture();

        var alone = Directory.EnumerateDirectories(Path.Combine(Root, "tests"), "*" + ending)
            .SelectMany(static project => Directory.EnumerateFiles(project, "*.cs", SearchOption.AllDirectories))
            .Select(static file => Path.GetRelativePath(Root, Path.GetDirectoryName(file)!).Replace('\\', '/'))
            .Distinct(StringComparer.Ordinal)
            .Where(static folder => folder.Count(static c => c == '/') > 1)
            .Where(static folder => !Directory.Exists(Path.Combine(Root, "src", folder["tests/".Length..].Replace(ending, "", StringComparison.Ordinal))))
            .ToArray();

        Assert.NotEmpty(alone);
        Assert.All(alone, folder => Assert.Contains($"`{folder}`", text, StringComparison.Ordinal));
    }

    [Fact]
    public void Architecture_NamesEachFolder_OfEachProject()
    {
        var text = Architecture();

        var folders = Directory.EnumerateDirectories(Path.Combine(Root, "src"))
            .SelectMany(Directory.EnumerateDirectories)
            .Where(static folder => Directory.EnumerateFiles(folder, "*.cs", SearchOption.AllDirectories).Any())
            .Select(static folder => Path.GetFileName(folder))
            .Where(static name => name is not ("bin" or "obj"))
            .Distinct(StringComparer.Ordinal)
            .ToList();

        // Each store's folder is named as the concept's in the engine.
        Assert.DoesNotContain(folders, name => !Regex.IsMatch(text, $@"[`/]{name}`"));
        Assert.True(folders.Count > 20, $"Only {folders.Count} folders were found.");
    }

    [Fact]
    public void Architecture_NamesNoFolder_ThatIsNotThere()
    {
        var paths = CodePath().Matches(Architecture()).Select(static match => match.Groups["path"].Value).ToList();

        Assert.DoesNotContain(paths, static path => !Path.Exists(Path.Combine(Root, path)));
        Assert.True(paths.Count > 20, $"Only {paths.Count} paths were found.");
    }

    private static IEnumerable<string> Documents() =>
        Directory.EnumerateFiles(Root, "*.md")
            .Concat(new[] { "docs", "src", "lab", "bench", "tests" }.SelectMany(static folder => Directory.EnumerateFiles(Path.Combine(Root, folder), "*.md", SearchOption.AllDirectories)));

    private static string Architecture() => File.ReadAllText(Path.Combine(Root, "ARCHITECTURE.md"));

    private static string Here([CallerFilePath] string here = "") => Path.GetDirectoryName(here)!;

    [GeneratedRegex(@"\]\((?!\w+:)(?<path>[^)#\s]+)(#[^)]*)?\)")]
    private static partial Regex RelativeLink();

    [GeneratedRegex("`(?<path>(src|lab|tests|bench)(/[\\w./]+)?)`")]
    private static partial Regex CodePath();
}
