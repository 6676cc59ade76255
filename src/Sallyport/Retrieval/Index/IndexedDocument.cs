namespace Sallyport.Retrieval.Index;

/// <summary>What a search's filter is shown of a document.</summary>
/// <param name="File">Its file.</param>
/// <param name="Labels">Its labels; empty for none.</param>
/// <param name="Attributes">Its attributes.</param>
internal sealed record IndexedDocument(FileId File, IReadOnlyList<string> Labels, IReadOnlyDictionary<string, AttributeValue> Attributes);
