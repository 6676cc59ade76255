using System.Text;

namespace Sallyport.Server.Settings;

/// <summary>Splits a command into its words, since no shell does: at blanks, with <c>'…'</c> and <c>"…"</c> around words that hold some. Nothing is expanded, and a backslash is a character like others.</summary>
internal static class CommandWords
{
    /// <summary>Splits a command.</summary>
    /// <returns>False where there is no word, or a quotation mark is not closed.</returns>
    public static bool TrySplit(string text, out IReadOnlyList<string> words)
    {
        var found = new List<string>();
        var word = new StringBuilder();
        var isWord = false;
        char? quote = null;
        foreach (var c in text)
        {
            if (c == quote)
            {
                quote = null;
            }
            else if (quote is null && c is '\'' or '"')
            {
                (quote, isWord) = (c, true);
            }
            else if (quote is null && char.IsWhiteSpace(c))
            {
                Take();
            }
            else
            {
                word.Append(c);
                isWord = true;
            }
        }

        Take();
        words = found;
        return quote is null && found is [{ Length: > 0 }, ..];

        void Take()
        {
            if (isWord)
            {
                found.Add(word.ToString());
                word.Clear();
                isWord = false;
            }
        }
    }
}
