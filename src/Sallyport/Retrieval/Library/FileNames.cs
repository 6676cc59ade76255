using System.Security.Cryptography;
using System.Text;

namespace Sallyport.Retrieval.Library;

/// <summary>Seals and opens files' names.</summary>
internal static class FileNames
{
    private const string What = "file.name";

    public static byte[] Seal(DocumentKey key, string name)
    {
        var plain = Encoding.UTF8.GetBytes(name);
        try
        {
            return key.Seal(plain, What, "");
        }
        finally
        {
            CryptographicOperations.ZeroMemory(plain);
        }
    }

    /// <exception cref="CryptographicException">It was altered or is another file's.</exception>
    public static string Open(DocumentKey key, byte[] box)
    {
        var plain = key.Open(box, What, "");
        try
        {
            return Encoding.UTF8.GetString(plain);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(plain);
        }
    }
}
