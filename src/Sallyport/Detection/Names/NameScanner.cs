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
            var floor = 0;
            foreach (var found in tagger.Found)
            {
                var end = found.Span.End;
                var score = model.Calibrate(found.Kind, found.Probability);
                if (score >= NameDetector.LeastScore)
                {
                    var kind = NameKinds.All[found.Kind];
                    var isPerson = kind == NameKinds.Person;
                    var start = isPerson ? Initials.StartOf(text[..length], found.Span, floor) : found.Span.Start;
                    end = isPerson ? Initials.EndOf(text[..length], found.Span) : end;
                    findings.Report(kind, new(_next + start, _next + end), score);
                }

                floor = end;
            }

            _next += length;
        }

        return _next;
    }
}
