namespace Sallyport.Retrieval.Reading;

/// <summary>A stretch of a document: a paragraph, a heading, a row of a table, a list item. Passages stand in reading order.</summary>
/// <param name="Text">Never empty; well-formed UTF-16, so without lone surrogates.</param>
/// <param name="Heading">The headings that the passage stands under, outermost first, joined by " > "; null where there is none. A heading's own passage names itself.</param>
/// <param name="Page">The page it stands on, from 1; null in formats without fixed pages.</param>
/// <param name="IsHidden">
/// Whether a person who opens the document would not see it: comments, what a style hides or moves off the page, text in the colour of its background, text drawn
/// invisible, deleted revisions. A model would read it, so it is kept apart and inspected as a possible instruction, never dropped and never shown as visible.
/// </param>
public sealed record DocumentPassage(string Text, string? Heading, int? Page, bool IsHidden)
{
    /// <summary>What stands between two headings in <see cref="Heading"/>.</summary>
    public const string HeadingSeparator = " > ";
}
