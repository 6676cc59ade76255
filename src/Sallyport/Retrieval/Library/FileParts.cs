using System.Globalization;

namespace Sallyport.Retrieval.Library;

/// <summary>
/// How a file's content is cut and sealed: parts of 256 KB, the last one shorter. Whether a part is the last is sealed with it, so that a file from which parts were taken away
/// does not open as a shorter one.
/// </summary>
internal static class FileParts
{
    /// <summary>The length of each part but the last.</summary>
    public const int Length = 256 * 1024;

    private const string What = "file.part";

    /// <summary>How many parts a file of this length has; an empty one has one.</summary>
    public static long Count(long bytes) => Math.Max(1, (bytes + Length - 1) / Length);

    public static byte[] Seal(DocumentKey key, long part, bool isLast, ReadOnlySpan<byte> content) => key.Seal(content, What, Place(part, isLast));

    /// <summary>Opens a part into the buffer and says how long it is.</summary>
    /// <exception cref="System.Security.Cryptography.CryptographicException">It was altered, or belongs elsewhere.</exception>
    public static int Open(DocumentKey key, long part, bool isLast, byte[] box, byte[] into)
    {
        var length = Math.Clamp(box.Length - DocumentKey.Overhead, 0, into.Length);
        key.Open(box, What, Place(part, isLast), into.AsSpan(0, length));
        return length;
    }

    private static string Place(long part, bool isLast) => part.ToString(CultureInfo.InvariantCulture) + (isLast ? "/last" : "");
}
