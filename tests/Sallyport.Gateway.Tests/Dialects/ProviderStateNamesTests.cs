using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using Sallyport.Policy.Reading;
using Xunit;

namespace Sallyport.Gateway.Tests.Dialects;

/// <summary>The names that policy reading knows, and doubts others by, are those that the dialects give.</summary>
public sealed partial class ProviderStateNamesTests
{
    [Fact]
    public void Names_ThatDialectsGive_AreAllKnownToPolicy()
    {
        var sources = Path.GetFullPath(Path.Combine(Here(), "../../../src/Sallyport.Gateway"));

        var given = Directory.EnumerateFiles(sources, "*.cs", SearchOption.AllDirectories)
            .SelectMany(static file => Given().Matches(File.ReadAllText(file)).Select(static match => match.Groups[1].Value))
            .Distinct(StringComparer.Ordinal);

        // Two are given by the name of the property that was met.
        Assert.Equal(ProviderStateNames.All, given.Append("conversation").Append("prompt").Order(StringComparer.Ordinal));
    }

    private static string Here([CallerFilePath] string here = "") => Path.GetDirectoryName(here)!;

    [GeneratedRegex("""ProviderState\(\w+(?:\.\w+)?, "(\w+)"\)""")]
    private static partial Regex Given();
}
