namespace Sallyport.Gateway.Dialects;

/// <summary>Token counts as the provider reports them; null where it says nothing.</summary>
/// <param name="Input">Tokens of the prompt, cached ones included.</param>
/// <param name="Output">Tokens of the answer, reasoning included.</param>
/// <param name="CachedInput">Those of the prompt that came from the provider's cache.</param>
/// <param name="Reasoning">Those of the answer that were reasoning.</param>
internal readonly record struct TokenUsage(long? Input, long? Output, long? CachedInput, long? Reasoning)
{
    /// <summary>The later of two reports; what it leaves out is kept.</summary>
    public TokenUsage With(TokenUsage later) =>
        new(later.Input ?? Input, later.Output ?? Output, later.CachedInput ?? CachedInput, later.Reasoning ?? Reasoning);

    /// <summary>A count, or where the provider tells none for a text, one token for each four characters of it: close for English, too few for scripts of few letters a word.</summary>
    /// <param name="reported">What the provider says.</param>
    /// <param name="characters">How long the text is.</param>
    public static long OrEstimate(long? reported, long characters) => reported is > 0 and var count ? count : (characters + 3) / 4;
}
