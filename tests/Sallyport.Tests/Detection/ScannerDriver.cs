using Sallyport.Detection;
using Sallyport.Text;
using Xunit;

namespace Sallyport.Tests.Detection;

/// <summary>Feeds a detector's scanner as the guard does: windows that keep the look-back before what was cleared, and no more than <c>extra</c> beyond.</summary>
internal sealed class ScannerDriver(Detector detector, InspectionScope scope)
{
    /// <summary>Runs a scanner over a text in pieces of the given sizes, repeated, and returns its findings by start.</summary>
    public IReadOnlyList<Finding> Run(string text, int[] sizes, int extra, bool completeWithLastChunk)
    {
        using var scanner = detector.Open(scope);
        if (scanner is null)
        {
            return [];
        }

        var sink = new CollectingSink(detector);
        var (start, end, cleared) = (0, 0, 0);
        for (var i = 0; end < text.Length; i++)
        {
            end = Math.Min(text.Length, end + sizes[i % sizes.Length]);
            Step(end == text.Length && completeWithLastChunk);
        }

        if (text.Length == 0 || !completeWithLastChunk)
        {
            Step(isComplete: true);
        }

        return sink.ToList(text.Length);

        void Step(bool isComplete)
        {
            // A copy of exactly the window, so that reading outside of it fails.
            start = Math.Max(start, cleared - detector.LookBack - extra);
            var window = text[start..end].ToCharArray();
            sink.Floor = cleared;
            var now = scanner.Advance(new TextWindow(window, start, isComplete), sink);

            Assert.InRange(now, cleared, end);
            Assert.True(isComplete || end - now <= detector.LookAhead + detector.LookBack, $"{end - now} characters wait in \"{text}\".");
            Assert.True(!isComplete || now == end, "A complete window is cleared to its end.");
            cleared = now;
        }
    }

    private sealed class CollectingSink(Detector detector) : FindingSink
    {
        private readonly List<Finding> _findings = [];
        private Finding? _open;

        public int Floor { get; set; }

        public override void Report(FindingKind kind, TextSpan span, float score)
        {
            Assert.Contains(kind, detector.Kinds);
            Assert.InRange(score, 0f, 1f);
            Assert.True(span.Length > 0, "A finding holds at least one character.");
            Assert.True(span.Start >= Floor, $"A finding at {span.Start} covers what was cleared up to {Floor}.");
            _findings.Add(new(kind, span, score, detector.Name));
        }

        public override void Open(FindingKind kind, TextSpan mark, float score)
        {
            Assert.Null(_open);
            Assert.Contains(kind, detector.Kinds);
            Assert.True(mark.Start >= Floor, $"A finding at {mark.Start} covers what was cleared up to {Floor}.");
            _open = new(kind, new(mark.Start, mark.Start), score, detector.Name);
        }

        public override void Close(int end)
        {
            var open = Assert.NotNull(_open);
            _findings.Add(open with { Span = new(open.Span.Start, end) });
            _open = null;
        }

        internal override bool TakeReason() => true;

        internal override void Explain(FindingReason reason)
        {
            var finding = _findings[^1];
            Assert.Null(finding.Reason);
            Assert.All(reason.Words, word => Assert.True(
                word.Span.Length > 0 && word.Span.Start >= finding.Span.Start && word.Span.End <= finding.Span.End, $"{word.Span} lies outside of {finding.Span}."));
            _findings[^1] = finding with { Reason = reason };
        }

        public List<Finding> ToList(int length)
        {
            if (_open is not null)
            {
                Close(length);
            }

            return [.. _findings.OrderBy(finding => finding.Span.Start).ThenBy(finding => finding.Kind.Name, StringComparer.Ordinal)];
        }
    }
}
