using System.Buffers;

namespace Sallyport.Detection.Secrets;

/// <summary>The characters that tokens' bodies are written in.</summary>
internal static class TokenAlphabet
{
    private const string Digits = "0123456789";
    private const string Lower = "abcdefghijklmnopqrstuvwxyz";
    private const string Upper = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";

    public static SearchValues<char> Hex { get; } = SearchValues.Create(Digits + "abcdefABCDEF");

    public static SearchValues<char> HexDashed { get; } = SearchValues.Create(Digits + "abcdefABCDEF-");

    public static SearchValues<char> UpperAlphanumeric { get; } = SearchValues.Create(Digits + Upper);

    public static SearchValues<char> UpperDashed { get; } = SearchValues.Create(Digits + Upper + "-");

    public static SearchValues<char> Alphanumeric { get; } = SearchValues.Create(Digits + Lower + Upper);

    public static SearchValues<char> Word { get; } = SearchValues.Create(Digits + Lower + Upper + "_");

    public static SearchValues<char> Dashed { get; } = SearchValues.Create(Digits + Lower + Upper + "-");

    public static SearchValues<char> Url { get; } = SearchValues.Create(Digits + Lower + Upper + "_-");

    public static SearchValues<char> UrlPadded { get; } = SearchValues.Create(Digits + Lower + Upper + "_-=");

    public static SearchValues<char> Base64 { get; } = SearchValues.Create(Digits + Lower + Upper + "+/=");

    public static SearchValues<char> Dotted { get; } = SearchValues.Create(Digits + Lower + Upper + "_-.");

    public static SearchValues<char> DottedTilde { get; } = SearchValues.Create(Digits + Lower + Upper + "_-.~");

    public static SearchValues<char> Anything { get; } = SearchValues.Create(Digits + Lower + Upper + "_-.+/=%$");

    public static SearchValues<char> Drawn { get; } = SearchValues.Create(Digits + Lower + Upper + "_-.+/=%$~:!@#^&*");

    public static SearchValues<char> Django { get; } = SearchValues.Create(Digits + Lower + "!@#$%^&*(-_=+)");

    /// <summary>Of crypt(3) and its successors: salts, hashes and the settings between them.</summary>
    public static SearchValues<char> Crypt { get; } = SearchValues.Create(Digits + Lower + Upper + "./+$=,_-");

    /// <summary>All that may stand in a key without being a string's end.</summary>
    public static SearchValues<char> Unquoted { get; } = SearchValues.Create(Digits + Lower + Upper + "!#$%&()*+,-./:;<=>?@[]^_{|}~");

    public static SearchValues<char> UrlPath { get; } = SearchValues.Create(Digits + Lower + Upper + "_-/@.");
}
