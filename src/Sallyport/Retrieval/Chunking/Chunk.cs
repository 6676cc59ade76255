using Sallyport.Text;

namespace Sallyport.Retrieval.Chunking;

/// <summary>A stretch of a document that is searched and returned as one.</summary>
/// <param name="Ordinal">Position among the document's chunks, from 0. Hidden ones come after all others.</param>
/// <param name="Text">Never empty; well-formed UTF-16.</param>
/// <param name="Heading">The headings above its first character; see <see cref="Reading.DocumentPassage.Heading"/>.</param>
/// <param name="Page">The page of its first character, from 1; null in formats without fixed pages.</param>
/// <param name="Span">
/// Where it stands in the document's text, which is the text of all passages that aren't hidden, with <see cref="Chunker.PassageSeparator"/> between them: <paramref name="Text"/> is
/// exactly that stretch. Of a hidden chunk an empty span: the place in the visible text where its passage stands.
/// </param>
/// <param name="Tokens">By <see cref="TokenEstimate"/>.</param>
/// <param name="IsHidden">Whether a person who opens the document would not see it; see <see cref="Reading.DocumentPassage.IsHidden"/>.</param>
public sealed record Chunk(int Ordinal, string Text, string? Heading, int? Page, TextSpan Span, int Tokens, bool IsHidden);
