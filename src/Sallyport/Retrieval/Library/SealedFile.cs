namespace Sallyport.Retrieval.Library;

/// <summary>A file as a store keeps it.</summary>
/// <param name="Id">Names it.</param>
/// <param name="Purpose">What it was uploaded for.</param>
/// <param name="Bytes">Its length.</param>
/// <param name="Created">When its upload began.</param>
/// <param name="SealedName">Its name, under the file's own key.</param>
public sealed record SealedFile(FileId Id, string Purpose, long Bytes, DateTimeOffset Created, byte[] SealedName);
