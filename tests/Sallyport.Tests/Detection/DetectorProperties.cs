using CsCheck;
using Sallyport.Detection;
using Xunit;

namespace Sallyport.Tests.Detection;

/// <summary>
/// What every detector owes the streaming guard, checked on one text or on generated ones: however a text is cut, the findings are those of the
/// whole text; nothing that was cleared is covered later; the cleared offset never falls; no more than the declared look-ahead waits.
/// </summary>
internal static class DetectorProperties
{
    /// <summary>The findings in a text that comes in one piece, by start.</summary>
    public static IReadOnlyList<Finding> Scan(Detector detector, string text, InspectionScope? scope = null) =>
        new ScannerDriver(detector, scope ?? InspectionScope.Empty).Run(text, [text.Length], extra: 0, completeWithLastChunk: true);

    /// <summary>Fails unless the text gives the same findings in one piece, in single characters and in pieces of the given sizes.</summary>
    public static void AssertCuttingChangesNothing(Detector detector, string text, int[] sizes, InspectionScope? scope = null)
    {
        var driver = new ScannerDriver(detector, scope ?? InspectionScope.Empty);
        var whole = driver.Run(text, [Math.Max(1, text.Length)], extra: 0, completeWithLastChunk: true);

        AssertSame(text, whole, driver.Run(text, [1], extra: 0, completeWithLastChunk: false), "single characters");
        AssertSame(text, whole, driver.Run(text, sizes, extra: 0, completeWithLastChunk: true), "the given sizes");
        AssertSame(text, whole, driver.Run(text, sizes, extra: sizes[0] * 3, completeWithLastChunk: false), "the given sizes, more look-back");
    }

    /// <summary>Checks generated texts, each cut at random.</summary>
    /// <param name="detector">The detector.</param>
    /// <param name="texts">Texts rich in what the detector looks for, and in what nearly is.</param>
    /// <param name="scope">What the detector may know; nothing by default.</param>
    /// <param name="samples">How many texts.</param>
    public static void HoldFor(Detector detector, Gen<string> texts, InspectionScope? scope = null, int samples = 500) =>
        Gen.Select(texts, Gen.OneOf(Gen.Int[1, 6], Gen.Int[1, 60]).Array[1, 30])
            .Sample((text, sizes) => AssertCuttingChangesNothing(detector, text, sizes, scope), iter: samples);

    /// <summary>Texts made of the given pieces in any order, with and without spaces between, sometimes with one character lost.</summary>
    public static Gen<string> TextsOf(params string[] pieces)
    {
        var separators = Gen.OneOf(" ", " ", " ", "", ", ", "\n", ". ", ": ", "-");
        var part = Gen.Select(Gen.OneOf(pieces), separators, Gen.Int[0, 60], (piece, separator, lost) =>
            (lost < piece.Length ? piece.Remove(lost, lost % 4 == 0 ? 1 : 0) : piece) + separator);
        return part.Array[1, 12].Select(string.Concat);
    }

    private static void AssertSame(string text, IReadOnlyList<Finding> whole, IReadOnlyList<Finding> cut, string how) =>
        Assert.True(whole.SequenceEqual(cut) && whole.Select(ReasonOf).SequenceEqual(cut.Select(ReasonOf)), $"Cut into {how}, \"{text}\" gives [{string.Join(", ", cut)}] where the whole gives [{string.Join(", ", whole)}].");

    /// <summary>A finding's reason as text, so that two can be compared: findings are equal whatever their reasons.</summary>
    public static string ReasonOf(Finding finding) => finding.Reason is { } reason
        ? $"{reason.Window} {reason.Before} {reason.IsReadTwice} {reason.Exemplar} {reason.Likeness}: {string.Join(", ", reason.Words)}"
        : "";
}
