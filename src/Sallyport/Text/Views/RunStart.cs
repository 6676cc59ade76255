namespace Sallyport.Text.Views;

/// <summary>Where text begins within an encoded run.</summary>
/// <param name="Source">The offset of the symbol that holds its first bit.</param>
/// <param name="SkippedBits">How many bits of that symbol come before.</param>
/// <param name="SymbolBits">What a symbol holds: 6 bits for base64, 4 for hexadecimal.</param>
/// <param name="IsUtf16">Whether the bytes are UTF-16, little-endian; else UTF-8.</param>
internal readonly record struct RunStart(int Source, byte SkippedBits, byte SymbolBits, bool IsUtf16);
