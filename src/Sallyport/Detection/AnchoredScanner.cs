using Sallyport.Text;

namespace Sallyport.Detection;

/// <summary>Walks from anchor to anchor and keeps the place; all streaming state of an <see cref="AnchoredDetector"/> is the one offset here.</summary>
internal sealed class AnchoredScanner(AnchoredDetector detector) : Scanner
{
    // Where the search goes on; all anchors before it are decided.
    private int _next;

    // Where the last decision ended. A finding may begin before _next but never before this: the least start that doesn't depend on the cutting.
    private int _floor;

    private int _clear;

    public override int Advance(in TextWindow window, FindingSink findings)
    {
        while (_next < window.End)
        {
            var rest = window.From(_next);
            var before = _next > window.Start ? window.Text[_next - window.Start - 1] : '\0';
            var found = detector.FindAnchor(rest, before);
            if (found < 0)
            {
                break;
            }

            var anchor = _next + found;
            var recognition = Recognize(window, anchor, out var origin);
            switch (recognition.Result)
            {
                case Recognition.Outcome.Undecided:
                    _next = anchor;
                    return _clear = Math.Max(Math.Max(_clear, _floor), Math.Min(anchor, origin + recognition.Span.Start));
                case Recognition.Outcome.Found:
                    var span = new TextSpan(Math.Max(_floor, origin + recognition.Span.Start), origin + recognition.Span.End);
                    findings.Report(recognition.Kind, span, recognition.Score);
                    _next = _floor = Math.Max(anchor + 1, span.End);
                    break;
                default:
                    _next = _floor = Math.Max(anchor + 1, origin + recognition.Span.Start);
                    break;
            }
        }

        if (window.IsComplete)
        {
            _next = window.End;
            return _clear = window.End;
        }

        if (_next < window.End)
        {
            // No anchor waits here, so the search need not see this again, but for the tail that may hold the start of one. What it opened may lie before
            // anchors that are decided: a quoted name may hold at signs.
            var tail = detector.OpenTail(window.From(Math.Max(window.Start, _next - detector.LookBack)));
            _next = Math.Max(_next, window.End - tail);
        }

        return _clear = Math.Max(_clear, Math.Min(_next, window.End));
    }

    internal override void Pass(int offset) => _next = Math.Max(_next, offset);

    private Recognition Recognize(in TextWindow window, int anchor, out int origin)
    {
        origin = Math.Max(window.Start, anchor - detector.LookBack);
        var end = Math.Min(window.End, anchor + detector.LookAhead);
        var neighbourhood = window.Text[(origin - window.Start)..(end - window.Start)];
        var isComplete = window.IsComplete || end == anchor + detector.LookAhead;
        return detector.Recognize(new(neighbourhood, anchor - origin, startsText: origin == 0, isComplete));
    }
}
