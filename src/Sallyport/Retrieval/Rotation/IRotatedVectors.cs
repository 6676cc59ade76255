using Sallyport.Tenancy;

namespace Sallyport.Retrieval.Rotation;

/// <summary>
/// Keeps the vectors of tenants' chunks under each tenant's rotation, and ranks them. A row goes with its chunk, in the same transaction. A space is named by 32 hexadecimal digits for embedder,
/// dimensions and rotation; vectors of two spaces are never compared. Implementations are safe for concurrent use by several processes.
/// </summary>
public interface IRotatedVectors
{
    /// <summary>Writes vectors of documents in place of those that these chunks have. A document that has changed since its revision is left out.</summary>
    Task WriteAsync(TenantVault vault, VectorStoreId store, string space, IReadOnlyList<RotatedDocument> documents, CancellationToken cancellationToken);

    /// <summary>Ranks the chunks of some documents by their dot products with a question's vector.</summary>
    /// <returns>The largest products first, equal ones in the order of file ids and ordinals; as many as are asked for, or all that there are.</returns>
    /// <exception cref="Library.RetrievalException">The rows of the space have another length than the question.</exception>
    Task<IReadOnlyList<RankedChunk>> RankAsync(TenantVault vault, VectorStoreId store, string space, RotatedQuestion question, CancellationToken cancellationToken);

    /// <summary>Makes graphs for those of a tenant's vector stores that have grown too large to be read through at each search, and removes those that have no use any more.</summary>
    /// <param name="vault">The tenant's vault.</param>
    /// <param name="space">Of which vectors.</param>
    /// <param name="dimensions">Their length.</param>
    /// <param name="cancellationToken">Gives up.</param>
    Task TendAsync(TenantVault vault, string space, int dimensions, CancellationToken cancellationToken);
}
