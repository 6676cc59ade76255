using System.Buffers;

namespace Sallyport.Detection.Secrets;

/// <summary>ASCII characters that are rare in prose, one of which stands early in every token's opening.</summary>
internal static class RareCharacters
{
    public static SearchValues<char> Values { get; } =
        SearchValues.Create(Enumerable.Range(0, 128).Select(c => (char)c).Where(TokenFormat.IsRare).ToArray());
}
