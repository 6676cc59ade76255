using Sallyport.Retrieval.Rotation;

namespace Sallyport.Retrieval.Index;

/// <summary>Ranks chunks by vectors where an index holds none.</summary>
/// <param name="key">Which index.</param>
/// <param name="vector">The question's vector; not all zeros.</param>
/// <param name="files">The documents that may be found.</param>
/// <param name="chunks">How many chunks they have.</param>
/// <param name="most">How many to give at most.</param>
/// <param name="cancellationToken">Gives up.</param>
/// <returns>The best first, as <see cref="IRotatedVectors.RankAsync"/>.</returns>
internal delegate Task<IReadOnlyList<RankedChunk>> VectorRanking(
    IndexKey key, ReadOnlyMemory<float> vector, IReadOnlyList<FileId> files, long chunks, int most, CancellationToken cancellationToken);
