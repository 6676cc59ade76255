using Sallyport.Retrieval.Library;

namespace Sallyport.Retrieval.CleanRoom;

/// <summary>A chunk that left a clean room. The tenant's content: never log it.</summary>
/// <param name="Store">The vector store it was found in.</param>
/// <param name="File">Its file.</param>
/// <param name="FileName">The file's name, as its uploader wrote it: data like the text.</param>
/// <param name="Attributes">The document's attributes.</param>
/// <param name="Chunk">The text.</param>
/// <param name="Score">How well it fits, 0 to 1; comparable within one search.</param>
public sealed record RetrievedChunk(
    VectorStoreId Store, FileId File, string FileName, IReadOnlyDictionary<string, AttributeValue> Attributes, ChunkText Chunk, float Score)
{
    /// <summary>What the text is from, in the document's own words: its file, page and headings.</summary>
    public string Source => $"{FileName}{(Chunk.Page is { } page ? $", page {page}" : "")}{(Chunk.Heading is { Length: > 0 } heading ? $", {heading}" : "")}";

    // A record prints its members; most of these are the tenant's.
    private bool PrintMembers(System.Text.StringBuilder builder)
    {
        builder.Append(nameof(File)).Append(" = ").Append(File).Append(", ").Append(nameof(Score)).Append(" = ").Append(Score);
        return true;
    }
}
