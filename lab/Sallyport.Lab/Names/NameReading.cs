using Sallyport.Detection.Names;
using Sallyport.Text;

namespace Sallyport.Lab.Names;

/// <summary>Reads whole texts with a tagger, unit by unit as the detector does.</summary>
internal static class NameReading
{
    public static List<NameSpan> Of(NameTagger tagger, string text)
    {
        var found = new List<NameSpan>();
        for (var start = 0; start < text.Length;)
        {
            var length = NameUnits.Find(text.AsSpan(start), isComplete: true);
            tagger.Read(text.AsSpan(start, length));
            found.AddRange(tagger.Found.Select(name => name with { Span = new TextSpan(start + name.Span.Start, start + name.Span.End) }));
            start += length;
        }

        return found;
    }
}
