using System.Collections.Concurrent;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using Sallyport.Retrieval.Index;
using Sallyport.Retrieval.Library;
using Sallyport.Tenancy;

namespace Sallyport.Retrieval.Rotation;

/// <summary>
/// Takes vectors out of what indexes are read from and puts them, each tenant's under its rotation, where the database ranks them. Safe for concurrent use.
/// </summary>
internal sealed class TenantSpaces : IDisposable
{
    private const string Purpose = "retrieval.space";

    // Raised when a rotation is drawn otherwise, so that rows from before are written anew.
    private const int Version = 1;

    private readonly IRotatedVectors _rows;
    private readonly TenantVaults _vaults;
    private readonly ConcurrentDictionary<(TenantId Tenant, string Embedder), Lazy<TenantRotation>> _rotations = new();

    /// <param name="rows">Where they are put.</param>
    /// <param name="vaults">Tell when a tenant's rotations are to be wiped.</param>
    /// <param name="standard">The embedder of all tenants without their own.</param>
    /// <exception cref="ArgumentException">The embedder's vectors are longer than a rotation turns.</exception>
    public TenantSpaces(IRotatedVectors rows, TenantVaults vaults, Embedder standard)
    {
        if (standard.Dimensions > TenantRotation.MaxDimensions)
        {
            throw new ArgumentException($"The embedder's vectors have {standard.Dimensions} dimensions; in the database they may have up to {TenantRotation.MaxDimensions}. Set vectors: memory.");
        }

        (_rows, _vaults) = (rows, vaults);
        _vaults.Closed += Forget;
    }

    /// <summary>Names a tenant's space, and tells nothing of it.</summary>
    public static string SpaceOf(TenantVault vault, Embedder embedder) => Convert.ToHexStringLower(
        vault.Digest(Purpose, Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{Version}/{embedder.Dimensions}/{embedder.Name}"))).AsSpan(0, 16));

    /// <summary>Moves the vectors of changes into the database.</summary>
    /// <returns>The changes without vectors; those that were given are wiped.</returns>
    public async Task<StoreChanges> MoveAsync(TenantVault vault, Embedder embedder, VectorStoreId store, StoreChanges changes, CancellationToken cancellationToken)
    {
        var rotated = changes.Present.Select(document => Rotate(vault, embedder, document)).OfType<RotatedDocument>().ToList();
        if (rotated.Count > 0)
        {
            await _rows.WriteAsync(vault, store, SpaceOf(vault, embedder), rotated, cancellationToken).ConfigureAwait(false);
        }

        return changes with { Present = [.. changes.Present.Select(static document => document with { Chunks = [.. document.Chunks.Select(static chunk => chunk with { Vector = default })] })] };
    }

    /// <summary>Ranks chunks of documents, as <see cref="IRotatedVectors.RankAsync"/>, by a vector that isn't rotated yet.</summary>
    public async Task<IReadOnlyList<RankedChunk>> RankAsync(
        TenantVault vault, Embedder embedder, VectorStoreId store, ReadOnlyMemory<float> vector, IReadOnlyList<FileId> files, long chunks, int most, CancellationToken cancellationToken)
    {
        var rotated = new float[embedder.Dimensions];
        RotationOf(vault, embedder).Apply(vector.Span, rotated);
        return await _rows.RankAsync(vault, store, SpaceOf(vault, embedder), new RotatedQuestion(rotated, files, chunks, most), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Makes graphs where they are due.</summary>
    public Task TendAsync(TenantVault vault, Embedder embedder, CancellationToken cancellationToken) => _rows.TendAsync(vault, SpaceOf(vault, embedder), embedder.Dimensions, cancellationToken);

    /// <summary>Wipes all rotations.</summary>
    public void Dispose()
    {
        _vaults.Closed -= Forget;
        foreach (var key in _rotations.Keys)
        {
            Forget(key.Tenant);
        }
    }

    private RotatedDocument? Rotate(TenantVault vault, Embedder embedder, DocumentEntry document)
    {
        var chunks = document.Chunks.Where(static chunk => !chunk.IsQuarantined && !chunk.Vector.IsEmpty).ToList();
        if (chunks.Count == 0)
        {
            return null;
        }

        var rotation = RotationOf(vault, embedder);
        var vectors = new float[chunks.Count * embedder.Dimensions];
        for (var i = 0; i < chunks.Count; i++)
        {
            rotation.Apply(chunks[i].Vector.Span, vectors.AsSpan(i * embedder.Dimensions, embedder.Dimensions));
            MemoryMarshal.AsMemory(chunks[i].Vector).Span.Clear();
        }

        return new(document.File, document.Revision, [.. chunks.Select(static chunk => (long)chunk.Ordinal)], vectors);
    }

    private TenantRotation RotationOf(TenantVault vault, Embedder embedder) =>
        _rotations.GetOrAdd((vault.Tenant, embedder.Name), _ => new Lazy<TenantRotation>(() => new TenantRotation(vault, embedder.Name, embedder.Dimensions))).Value;

    private void Forget(TenantId tenant)
    {
        foreach (var key in _rotations.Keys.Where(key => key.Tenant == tenant))
        {
            if (_rotations.TryRemove(key, out var rotation) && rotation.IsValueCreated)
            {
                rotation.Value.Dispose();
            }
        }
    }
}
