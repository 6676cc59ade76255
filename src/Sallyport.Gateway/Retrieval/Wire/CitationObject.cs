using Sallyport.Retrieval;

namespace Sallyport.Gateway.Retrieval.Wire;

/// <summary>Where a text of a context came from.</summary>
internal sealed record CitationObject(
    int Number, string VectorStoreId, string FileId, string Filename, int Chunk, string? Heading, int? Page, float Score, IReadOnlyDictionary<string, AttributeValue> Attributes);
