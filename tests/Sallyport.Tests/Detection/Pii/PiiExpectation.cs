using Sallyport.Detection;
using Sallyport.Detection.Pii;
using Xunit;

namespace Sallyport.Tests.Detection.Pii;

/// <summary>What all PII detectors together make of a text. Where a finding is expected, the text marks it with ⟦ and ⟧.</summary>
internal static class PiiExpectation
{
    public static void AssertFound(FindingKind kind, string marked)
    {
        var start = marked.IndexOf('⟦', StringComparison.Ordinal);
        var end = marked.IndexOf('⟧', StringComparison.Ordinal) - 1;
        var text = marked.Replace("⟦", "", StringComparison.Ordinal).Replace("⟧", "", StringComparison.Ordinal);

        var found = Find(text);

        Assert.Contains(found, finding => finding.Kind == kind && finding.Span.Start == start && finding.Span.End == end);
    }

    public static void AssertNothing(string text) => Assert.Empty(Find(text));

    /// <summary>Nothing of this kind; another may be found.</summary>
    public static void AssertNo(FindingKind kind, string text) => Assert.DoesNotContain(Find(text), finding => finding.Kind == kind);

    private static List<Finding> Find(string text) => [.. PiiDetectors.All.SelectMany(detector => DetectorProperties.Scan(detector, text))];
}
