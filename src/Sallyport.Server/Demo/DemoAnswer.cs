namespace Sallyport.Server.Demo;

/// <summary>What the demo model says: text, a tool call, or both.</summary>
/// <param name="Text">The text; empty for none.</param>
/// <param name="Tool">The tool to call, or null.</param>
/// <param name="Arguments">Its arguments as JSON.</param>
internal sealed record DemoAnswer(string Text, string? Tool = null, string Arguments = "{}")
{
    /// <summary>A rough count, since the demo has no tokenizer.</summary>
    public int Tokens => (Text.Length + (Tool is null ? 0 : Arguments.Length) + 3) / 4;

    /// <summary>The text in pieces of about a token, as a model would stream it. Together they are the text.</summary>
    public static IEnumerable<string> PiecesOf(string text)
    {
        const int longest = 6;
        var start = 0;
        while (start < text.Length)
        {
            var space = text.IndexOf(' ', start + 1);
            var end = Math.Min(space < 0 ? text.Length : space, start + longest);
            // A surrogate pair stays together: it cannot be written in two JSON strings.
            end += end < text.Length && char.IsLowSurrogate(text[end]) ? 1 : 0;
            yield return text[start..end];
            start = end;
        }
    }
}
