using System.Text;
using Sallyport.Tenancy;

namespace Sallyport.Retrieval.Library;

/// <summary>
/// Which of a tenant's files is its sentinel: a document that Sallyport plants into each vector store, whose text another tenant must never meet. Only the tenant's vault can tell its id, so
/// nobody asks for it by chance, and listings, counts, usage and searches leave it out.
/// </summary>
public static class SentinelFile
{
    private const string Purpose = "retrieval.sentinel";
    private const int IdLength = 10;

    /// <summary>The id of the tenant's sentinel, whether it is planted yet or not.</summary>
    public static FileId Of(TenantVault vault)
    {
        ArgumentNullException.ThrowIfNull(vault);
        return FileId.FromBytes(vault.Digest(Purpose, Encoding.ASCII.GetBytes(vault.Tenant.Value)).AsSpan(0, IdLength));
    }

    /// <summary>Whether a file is the tenant's sentinel.</summary>
    public static bool Is(TenantVault vault, FileId file) => Of(vault) == file;
}
