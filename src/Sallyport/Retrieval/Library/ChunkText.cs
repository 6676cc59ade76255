using Sallyport.Detection;
using Sallyport.Text;

namespace Sallyport.Retrieval.Library;

/// <summary>A chunk's text with what is known of it. Immutable. The tenant's content: never log it.</summary>
/// <param name="Ordinal">Its position among the document's chunks, from 0.</param>
/// <param name="Text">The text.</param>
public sealed record ChunkText(int Ordinal, string Text)
{
    /// <summary>The headings above it, or null.</summary>
    public string? Heading { get; init; }

    /// <summary>The page it begins on, from 1; null in formats without pages.</summary>
    public int? Page { get; init; }

    /// <summary>Where it stands in the document's text.</summary>
    public TextSpan Span { get; init; }

    /// <summary>Whether a person who opens the document would not see it.</summary>
    public bool IsHidden { get; init; }

    /// <summary>Whether it is kept out of searches, for what was found in it.</summary>
    public bool IsQuarantined { get; init; }

    /// <summary>What was found in it when it was ingested; spans are in <see cref="Text"/>.</summary>
    public IReadOnlyList<Finding> Findings { get; init; } = [];

    // A record prints its members; the text is the tenant's.
    private bool PrintMembers(System.Text.StringBuilder builder)
    {
        builder.Append(nameof(Ordinal)).Append(" = ").Append(Ordinal);
        return true;
    }
}
