namespace Sallyport.Gateway.Retrieval.Wire;

/// <summary>When a store expires: so many days after it was last used.</summary>
internal sealed record ExpiresAfterObject(string Anchor, int Days)
{
    /// <summary>The only anchor that there is.</summary>
    public const string LastActive = "last_active_at";
}
