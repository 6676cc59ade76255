using System.Buffers;

namespace Sallyport.Detection.Secrets;

/// <summary>What labels of PEM and OpenPGP blocks are written in.</summary>
internal static class LabelCharacters
{
    public static SearchValues<char> Values { get; } = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 ");
}
