using System.Reflection;
using System.Runtime.CompilerServices;
using Xunit;

namespace Sallyport.Server.Tests.Architecture;

public sealed class PublicApiTests
{
    [Theory]
    [InlineData("Sallyport")]
    [InlineData("Sallyport.Storage")]
    [InlineData("Sallyport.Documents")]
    [InlineData("Sallyport.Onnx")]
    [InlineData("Sallyport.Gateway")]
    public void PublicSurface_IsTheApprovedOne(string library)
    {
        var approved = Path.GetFullPath(Path.Combine(Here(), "../../../src", library, "PublicApi.approved.txt"));
        var actual = PublicSurface.Write(Assembly.Load(library));
        if (Environment.GetEnvironmentVariable("SALLYPORT_UPDATE_DOCS") == "1")
        {
            File.WriteAllText(approved, actual);
        }

        var (before, now) = (Lines(File.ReadAllText(approved)), Lines(actual));
        var gone = before.Except(now).Select(static line => "- " + line);
        var added = now.Except(before).Select(static line => "+ " + line);

        Assert.True(
            File.ReadAllText(approved) == actual,
            $"""
            What {library} shows to its users has changed:
            {string.Join('\n', gone.Concat(added).Take(40))}
            If that is meant, run this test with SALLYPORT_UPDATE_DOCS=1 and commit {approved} with the change, so that a reviewer sees it.
            """);
    }

    private static string[] Lines(string text) => text.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    private static string Here([CallerFilePath] string here = "") => Path.GetDirectoryName(here)!;
}
