using Sallyport.Text;

namespace Sallyport.Detection.Names;

/// <summary>Reads unit after unit; all streaming state is where the next one begins.</summary>
internal sealed class NameScanner(NameModel model) : Scanner
{

    // Between two units a tagger keeps nothing, so a thread has one for all its texts.
    [ThreadStatic]
    private static NameTagger? t_tagger;

    private int _next;

    public override int Advance(in TextWindow window, FindingSink findings)
    {
        while (_next < window.End)
        {
            var text = window.From(_next);
            var length = NameUnits.Find(text, window.IsComplete);
            if (length < 0)
            {
                break;
            }

            var tagger = t_tagger is { } mine && mine.Model == model ? mine : t_tagger = new(model);
            tagger.Read(text[..length]);
            var end = 0;
            foreach (var found in tagger.Found)
            {
                var score = model.Calibrate(found.Kind, found.Probability);
                if (score >= NameDetector.LeastScore)
                {
                    var kind = NameKinds.All[found.Kind];
                    var start = kind == NameKinds.Person ? Initials.StartOf(text[..length], found.Span, end) : found.Span.Start;
                    findings.Report(kind, new(_next + start, _next + found.Span.End), score);
                }

                end = found.Span.End;
            }

            _next += length;
        }

        return _next;
    }
}
