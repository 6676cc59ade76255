using Sallyport.Retrieval;

namespace Sallyport.Storage.Tests.Retrieval;

/// <summary>What one tenant's library should hold.</summary>
internal sealed class LibraryModel
{
    public Dictionary<FileId, string> Files { get; } = [];

    public Dictionary<VectorStoreId, Dictionary<FileId, Attachment>> Stores { get; } = [];

    public void DeleteFile(FileId file)
    {
        Files.Remove(file);
        foreach (var store in Stores.Values)
        {
            store.Remove(file);
        }
    }

    /// <summary>An attached file.</summary>
    public sealed record Attachment(bool IsDone, double Attribute, string[] Labels);
}
