using System.Reflection;
using System.Text.RegularExpressions;
using Xunit;

namespace Sallyport.Server.Tests.Architecture;

/// <summary>The arrows of ARCHITECTURE.md. Read from references and from the sources' own using lines, so a wrong one fails here first.</summary>
public sealed partial class DependencyTests
{
    // Which folders of the engine each folder may name.
    private static readonly Dictionary<string, string[]> EngineArrows = new()
    {
        ["Text"] = [],
        ["Tenancy"] = [],
        ["Detection"] = ["Text"],
        ["Masking"] = ["Detection", "Text"],
        ["Recording"] = ["Tenancy", "Text", "Ledger"],
        ["Issuance"] = ["Tenancy"],
        ["Ledger"] = ["Tenancy"],
        ["Policy"] = ["Detection", "Text", "Tenancy"],
        ["Retrieval"] = ["Detection", "Text", "Tenancy", "Policy", "Ledger"],
        ["Rotation"] = ["Tenancy", "Ledger", "Recording", "Retrieval"],
        ["Isolation"] = ["Detection", "Text", "Tenancy", "Ledger", "Recording", "Issuance", "Retrieval"],
        ["Pipeline"] = ["Detection", "Text", "Tenancy", "Masking", "Policy", "Ledger", "Recording", "Retrieval"],
        ["Hosting"] = ["Detection", "Text", "Tenancy", "Masking", "Policy", "Ledger", "Recording", "Retrieval", "Pipeline"],
    };

    [Theory]
    [InlineData("Sallyport", "Microsoft.AspNetCore", "Microsoft.Data.Sqlite", "Npgsql", "Dapper", "UglyToad", "AngleSharp", "Microsoft.ML.OnnxRuntime", "Sallyport.Documents")]
    [InlineData("Sallyport.Documents", "Microsoft.AspNetCore", "Microsoft.Data.Sqlite", "Npgsql", "Dapper", "Sallyport.Storage", "Sallyport.Gateway", "Sallyport.Server")]
    [InlineData("Sallyport.Onnx", "Microsoft.AspNetCore", "Microsoft.Data.Sqlite", "Npgsql", "Dapper", "Sallyport.Storage", "Sallyport.Gateway", "Sallyport.Server")]
    [InlineData("Sallyport.Storage", "Microsoft.AspNetCore", "Sallyport.Gateway", "Sallyport.Server")]
    [InlineData("Sallyport.Gateway", "Microsoft.Data.Sqlite", "Npgsql", "Dapper", "Microsoft.ML.OnnxRuntime", "Sallyport.Storage", "Sallyport.Server")]
    public void Project_References_HoldNothingThatItMustNotNeed(string project, params string[] forbidden)
    {
        var references = Assembly.Load(project).GetReferencedAssemblies().Select(name => name.Name!);

        Assert.DoesNotContain(references, name => forbidden.Any(prefix => name.StartsWith(prefix, StringComparison.Ordinal)));
    }

    [Fact]
    public void Engine_Folders_PointOneWay()
    {
        var root = Path.Combine(RepositoryRoot(), "src", "Sallyport");
        var wrong = new List<string>();
        foreach (var file in Directory.EnumerateFiles(root, "*.cs", SearchOption.AllDirectories))
        {
            var folder = Path.GetRelativePath(root, file).Split(Path.DirectorySeparatorChar)[0];
            Assert.True(EngineArrows.ContainsKey(folder), $"{folder} is a new folder: say in this test what it may see.");
            foreach (Match use in EngineUse().Matches(File.ReadAllText(file)))
            {
                var target = use.Groups[1].Value;
                if (target != folder && EngineArrows.ContainsKey(target) && !EngineArrows[folder].Contains(target))
                {
                    wrong.Add($"{Path.GetRelativePath(root, file)} uses {target}");
                }
            }
        }

        Assert.Empty(wrong);
    }

    [Fact]
    public void Verifier_Sources_NameNothingOfTheWriter()
    {
        var folder = Path.Combine(RepositoryRoot(), "src", "Sallyport", "Ledger", "Verification");

        var uses = Directory.EnumerateFiles(folder, "*.cs").SelectMany(File.ReadLines).Where(line => line.StartsWith("using Sallyport", StringComparison.Ordinal));

        Assert.Empty(uses);
    }

    private static string RepositoryRoot()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "Sallyport.slnx")))
        {
            folder = Path.GetDirectoryName(folder) ?? throw new DirectoryNotFoundException("The tests run outside the repository.");
        }

        return folder;
    }

    [GeneratedRegex(@"^using (?:static )?Sallyport\.(\w+)", RegexOptions.Multiline)]
    private static partial Regex EngineUse();
}
