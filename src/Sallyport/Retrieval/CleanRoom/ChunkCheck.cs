namespace Sallyport.Retrieval.CleanRoom;

/// <summary>Looks at a chunk before it leaves a clean room, under the tenant's policy as it is now: attacks may have become known since the chunk was ingested.</summary>
/// <param name="text">The chunk's text.</param>
/// <param name="cancellationToken">Gives up.</param>
/// <returns>The guard that keeps the chunk back; null where it may leave.</returns>
public delegate ValueTask<string?> ChunkCheck(string text, CancellationToken cancellationToken);
