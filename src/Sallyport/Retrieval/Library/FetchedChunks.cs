using System.Security.Cryptography;
using Sallyport.Tenancy;

namespace Sallyport.Retrieval.Library;

/// <summary>Chunks that were found, sealed still: each is opened only when somebody asks for it.</summary>
internal sealed class FetchedChunks(
    TenantVault vault, IReadOnlyDictionary<ChunkPlace, SealedChunk> chunks, IReadOnlyDictionary<FileId, SealedFile> files, IReadOnlyDictionary<FileId, byte[]> keys)
{
    /// <summary>Opens one, with its file's name.</summary>
    /// <returns>Null where it is no longer there, or its file is being deleted.</returns>
    /// <exception cref="CryptographicException">Something was altered, or moved here from elsewhere.</exception>
    public (string Name, ChunkText Chunk)? Open(ChunkPlace place)
    {
        if (!chunks.TryGetValue(place, out var chunk) || !files.TryGetValue(place.File, out var file) || !keys.TryGetValue(place.File, out var wrapped))
        {
            return null;
        }

        using var key = DocumentKey.Unwrap(vault, place.File, wrapped);
        return (FileNames.Open(key, file.SealedName), ChunkBody.Open(key, place.Store, chunk));
    }
}
