namespace Sallyport.Documents.Plain;

/// <summary>Plain text: a passage for each run of lines between blank ones. Nothing in it is hidden but by its characters, which detectors look for.</summary>
internal static class TextPassages
{
    /// <summary>Reads a text.</summary>
    public static void Read(string text, PassageSink sink)
    {
        var start = 0;
        for (var at = 0; at < text.Length;)
        {
            var end = text.IndexOf('\n', at);
            end = end < 0 ? text.Length : end;
            if (text.AsSpan(at..end).IsWhiteSpace())
            {
                sink.Add(text.AsSpan(start..at));
                start = end;
            }

            at = end + 1;
        }

        sink.Add(text.AsSpan(Math.Min(start, text.Length)));
    }
}
