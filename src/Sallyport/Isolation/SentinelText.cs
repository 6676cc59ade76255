namespace Sallyport.Isolation;

/// <summary>What stands in a planted document: ordinary prose around a canary's token, so that it is cut, embedded and ranked as documents are.</summary>
public static class SentinelText
{
    /// <summary>The text around a token. The same for all tenants but for the token.</summary>
    public static string With(string token) =>
        $"This note was planted by the gateway and belongs to nobody's documents. Whoever reads it outside of the vector store that it lies in has found a fault: please report it to the operator with the number {token}.";
}
