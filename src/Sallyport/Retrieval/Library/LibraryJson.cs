using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace Sallyport.Retrieval.Library;

/// <summary>The JSON of what lies sealed, without reflection.</summary>
[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault)]
[JsonSerializable(typeof(StoreHead))]
[JsonSerializable(typeof(StoreFileHead))]
[JsonSerializable(typeof(IngestionError))]
[JsonSerializable(typeof(ChunkBody))]
internal sealed partial class LibraryJson : JsonSerializerContext
{
    /// <summary>Writes, and has the bytes zeroed once they are sealed.</summary>
    public static byte[] Seal<T>(T value, JsonTypeInfo<T> type, Func<byte[], byte[]> seal)
    {
        var plain = JsonSerializer.SerializeToUtf8Bytes(value, type);
        try
        {
            return seal(plain);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(plain);
        }
    }

    /// <summary>Reads what was opened, and zeroes the bytes.</summary>
    /// <exception cref="CryptographicException">It is not what <see cref="Seal"/> wrote.</exception>
    public static T Read<T>(byte[] plain, JsonTypeInfo<T> type)
    {
        try
        {
            return JsonSerializer.Deserialize(plain, type) ?? throw new CryptographicException("A sealed text is empty.");
        }
        catch (JsonException e)
        {
            throw new CryptographicException("A sealed text can't be read.", e);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(plain);
        }
    }
}
