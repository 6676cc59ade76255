using Sallyport.Retrieval.Chunking;
using Sallyport.Tenancy;

namespace Sallyport.Retrieval.Ingestion;

/// <summary>
/// Reads a chunk as it will be read by a model: with the tenant's detectors, under its policy for retrieved text. One instance serves all tenants and threads at once.
/// </summary>
public abstract class ChunkInspector
{
    /// <summary>Reads a chunk to its end.</summary>
    /// <param name="vault">The tenant's vault.</param>
    /// <param name="chunk">The chunk.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>What was found. A chunk that a detector could not read is quarantined where the policy says so.</returns>
    public abstract ValueTask<ChunkInspection> InspectAsync(TenantVault vault, Chunk chunk, CancellationToken cancellationToken);
}
