using System.Buffers;

namespace Sallyport.Detection.Instructions;

/// <summary>An image in Markdown whose address carries data out: a client that shows it sends the query to whoever named the host.</summary>
internal static class ImageLink
{
    private static readonly SearchValues<string> Telling = SearchValues.Create(
        ["{", "[", "<", "data=", "secret", "token=", "prompt", "leak", "exfil", "history", "summary=", "conversation", "password", "payload="], StringComparison.OrdinalIgnoreCase);

    public static InstructionRule Rule { get; } = new(0.7f, "![") { Reach = 400 };

    /// <summary>The score of text that begins with the mark of an image.</summary>
    public static float Score(ReadOnlySpan<char> text, out int length)
    {
        length = 0;
        var open = text.IndexOf("](", StringComparison.Ordinal);
        var address = open < 0 ? default : text[(open + 2)..];
        if (!address.StartsWith("http", StringComparison.OrdinalIgnoreCase))
        {
            return 0;
        }

        var close = address.IndexOf(')');
        address = close < 0 ? address : address[..close];
        length = open + 2 + address.Length;
        var query = address.IndexOf('?');
        return query < 0 || !address[query..].Contains('=') ? 0 : address[query..].ContainsAny(Telling) ? Rule.Score : 0.4f;
    }
}
