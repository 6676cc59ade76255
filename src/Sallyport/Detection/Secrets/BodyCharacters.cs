using System.Buffers;

namespace Sallyport.Detection.Secrets;

/// <summary>What the body of an armoured key is written in, string literals in source code included.</summary>
internal static class BodyCharacters
{
    public static SearchValues<char> Values { get; } = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=-,\\\"'");
}
