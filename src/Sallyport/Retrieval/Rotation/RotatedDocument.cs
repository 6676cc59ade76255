namespace Sallyport.Retrieval.Rotation;

/// <summary>Vectors of a document's chunks under its tenant's rotation.</summary>
/// <param name="File">The document's file.</param>
/// <param name="Revision">The vector store's at the document's last change: the vectors are of what it was then.</param>
/// <param name="Ordinals">The chunks; at least one.</param>
/// <param name="Vectors">Their vectors, one after another, all of one length.</param>
public sealed record RotatedDocument(FileId File, long Revision, IReadOnlyList<long> Ordinals, ReadOnlyMemory<float> Vectors);
