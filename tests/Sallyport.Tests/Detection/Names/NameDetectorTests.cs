using System.Diagnostics;
using CsCheck;
using Sallyport.Detection;
using Sallyport.Detection.Names;
using Xunit;

namespace Sallyport.Tests.Detection.Names;

public class NameDetectorTests
{
    private static readonly NameDetector Detector = new();

    [Fact]
    public void AnyCutting_GivesTheFindingsOfTheWhole() =>
        DetectorProperties.HoldFor(
            Detector,
            DetectorProperties.TextsOf(
                "My name is Jane Doe", "Dear Mr. Smith,", "12 Main Street, Springfield, IL 62704", "Hauptstr. 12, 10115 Berlin", "Acme Logistics Inc.", "she moved to Paris",
                "the quick brown fox jumps over the lazy dog", "jane.doe@example.com", "https://example.com/John/Smith", "李娜住在北京", "\n", "\n\n", "...", "P.O. Box 12",
                "Меня зовут Иван Петров", "O'Brien", "J. R. ", "J.R.R. Tolkien", "B ", ".", "-", "'s", "🙂", "\ud83d", "name:", "{\"name\":\"", "من بيروت", "मेरा नाम राहुल है।"),
            samples: 300);

    [Theory]
    [InlineData("x")]
    [InlineData("Ab ")]
    [InlineData("John Smith of Acme Inc. lives at 12 Main Street ")]
    [InlineData("!?.,-")]
    [InlineData("\u200b")]
    [InlineData("\ud83d")]
    [InlineData("\n")]
    [InlineData("王李张")]
    public void LongLine_IsReadInLinearTimeHoweverItIsCut(string piece)
    {
        var text = string.Concat(Enumerable.Repeat(piece, 3_000 / piece.Length));
        DetectorProperties.AssertCuttingChangesNothing(Detector, text, [7, 401, 1]);

        // A megabyte takes a fraction of this; what grows with the square would take minutes.
        var watch = Stopwatch.StartNew();
        DetectorProperties.Scan(Detector, string.Concat(Enumerable.Repeat(piece, 1_000_000 / piece.Length)));
        Assert.InRange(watch.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(20));
    }

    [Theory]
    [InlineData("My name is Marguerite Halloway.", "pii.person", "Marguerite Halloway")]
    [InlineData("my name is john smith", "pii.person", "john smith")]
    [InlineData("Please ship it to 418 Larkspur Lane, Apt 7, Boulder, CO 80302.", "pii.address", "418 Larkspur Lane, Apt 7, Boulder, CO 80302")]
    [InlineData("J. R. R. Tolkien wrote it.", "pii.person", "J. R. R. Tolkien")]
    [InlineData("J.  R.  R.  Tolkien wrote it.", "pii.person", "J.  R.  R.  Tolkien")]
    [InlineData("J.\u00A0R.\u00A0R.\u00A0Tolkien wrote it.", "pii.person", "J.\u00A0R.\u00A0R.\u00A0Tolkien")]
    [InlineData("Name: Tolkien, J. R. R.", "pii.person", "Tolkien, J. R. R.")]
    [InlineData("Smith, J.-R. (1999) wrote it.", "pii.person", "Smith, J.-R.")]
    [InlineData("Smith, J. Brown and others", "pii.person", "Smith", "J. Brown")]
    [InlineData("J.R.R. Tolkien wrote it.", "pii.person", "J.R.R. Tolkien")]
    [InlineData("J R R Tolkien was born", "pii.person", "J R R Tolkien")]
    [InlineData("J.-P. Sartre wrote", "pii.person", "J.-P. Sartre")]
    [InlineData("É. Zola wrote", "pii.person", "É. Zola")]
    [InlineData("John Smith and I. Newton met", "pii.person", "John Smith", "I. Newton")]
    [InlineData("She moved to Lisbon last year.", "pii.location", "Lisbon")]
    [InlineData("He works for Brightwater Logistics Ltd in sales.", "pii.organization", "Brightwater Logistics Ltd")]
    public void Name_IsFoundWithItsKindAndPlace(string text, string kind, params string[] names)
    {
        var findings = DetectorProperties.Scan(Detector, text);

        Assert.All(findings, finding => Assert.Equal(kind, finding.Kind.Name));
        Assert.Equal(names, findings.Select(finding => text[finding.Span.Start..finding.Span.End]));
    }

    [Theory]
    [InlineData("Write to john.smith@example.com or see https://example.com/john/smith.")]
    [InlineData("The meeting is on Monday, 4 May, in Room 12.")]
    [InlineData("ERROR Connection Refused While Opening Socket 4711")]
    [InlineData("public static void Main(string[] args) => Console.WriteLine(args.Length);")]
    [InlineData("SELECT FirstName, LastName FROM Employees WHERE HireDate > 0;")]
    [InlineData("Please update Windows and restart Outlook.")]
    [InlineData("Bitte prüfen Sie die Rechnung und die Lieferung der Ersatzteile.")]
    [InlineData("Terms and Conditions\nPrivacy Policy\nFrequently Asked Questions")]
    public void TextWithoutNames_GivesNothing(string text) => Assert.Empty(DetectorProperties.Scan(Detector, text));

    [Fact]
    public void AddressOverSeveralLines_IsOneFinding()
    {
        const string text = "Deliver to:\nRupert Holloway\n1190 Saddleback Road\nReno, NV 89509\n\nThank you.";

        var findings = DetectorProperties.Scan(Detector, text);

        Assert.Equal(["Rupert Holloway", "1190 Saddleback Road\nReno, NV 89509"], findings.Select(finding => text[finding.Span.Start..finding.Span.End]));
    }

    [Fact]
    public void Findings_NeverOverlap()
    {
        foreach (var sample in NameSample.Load("names-sample.txt"))
        {
            var findings = DetectorProperties.Scan(Detector, sample.Text);
            Assert.All(findings.Zip(findings.Skip(1)), pair => Assert.True(pair.First.Span.End <= pair.Second.Span.Start, sample.Text));
        }
    }

    [Theory]
    [InlineData("names-sample.txt", 0.92)]
    [InlineData("names-second-sample.txt", 0.85)]
    public void Sample_IsFoundWell(string file, double least)
    {
        int hit = 0, marked = 0, right = 0, found = 0;
        foreach (var sample in NameSample.Load(file))
        {
            var findings = DetectorProperties.Scan(Detector, sample.Text);
            marked += sample.Names.Count;
            found += findings.Count;
            hit += sample.Names.Count(name => findings.Any(finding => Overlaps(finding, name)));
            right += findings.Count(finding => sample.Names.Any(name => Overlaps(finding, name)));
        }

        double precision = (double)right / found, recall = (double)hit / marked;
        Assert.True(2 * precision * recall / (precision + recall) >= least, $"precision {precision:0.000}, recall {recall:0.000}");

        static bool Overlaps(Finding finding, SampleName name) =>
            finding.Kind.Name == name.Kind && finding.Span.Start < name.Span.End && name.Span.Start < finding.Span.End;
    }

    [Fact]
    public void ScanningOrdinaryText_AllocatesNothingThatGrowsWithIt()
    {
        var text = string.Concat(Enumerable.Repeat("The parcel for Jane Doe of Acme Inc. left the depot in Leeds at noon. ", 2_000));
        Measure(text[..70_000]);

        Assert.InRange(Measure(text) - Measure(text[..70_000]), -10_000, 10_000);

        static long Measure(string text)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            using var scanner = Detector.Open(InspectionScope.Empty)!;
            scanner.Advance(new(text, 0, isComplete: true), new Silent());
            return GC.GetAllocatedBytesForCurrentThread() - before;
        }
    }

    private sealed class Silent : FindingSink
    {
        public override void Report(FindingKind kind, Sallyport.Text.TextSpan span, float score)
        {
        }

        public override void Open(FindingKind kind, Sallyport.Text.TextSpan mark, float score) => throw new NotSupportedException();

        public override void Close(int end) => throw new NotSupportedException();
    }
}
