namespace Sallyport.Retrieval.Library;

/// <summary>An uploaded file, whole. Immutable. Its name is the tenant's content: never log it.</summary>
/// <param name="Id">Names it.</param>
/// <param name="Name">The name it was uploaded under.</param>
/// <param name="Purpose">What it was uploaded for, such as <c>assistants</c>; kept in the clear.</param>
/// <param name="Bytes">Its length.</param>
/// <param name="Created">When its upload began, to the millisecond.</param>
public sealed record StoredFile(FileId Id, string Name, string Purpose, long Bytes, DateTimeOffset Created)
{
    // A record prints its members; the name is the tenant's.
    private bool PrintMembers(System.Text.StringBuilder builder)
    {
        builder.Append(nameof(Id)).Append(" = ").Append(Id).Append(", ").Append(nameof(Bytes)).Append(" = ").Append(Bytes);
        return true;
    }
}
