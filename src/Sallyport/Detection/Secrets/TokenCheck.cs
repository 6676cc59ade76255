namespace Sallyport.Detection.Secrets;

/// <summary>Judges a whole token beyond alphabet and length.</summary>
/// <param name="token">Prefix and body.</param>
/// <param name="prefixLength">Where the body begins.</param>
/// <returns>The score, or NaN where it is not a token of this format.</returns>
internal delegate float TokenCheck(ReadOnlySpan<char> token, int prefixLength);
