namespace Sallyport.Gateway.Exchanges;

/// <summary>How a whole answer left.</summary>
internal enum PlainOutcome
{
    /// <summary>As it came, or edited.</summary>
    Sent,

    /// <summary>As one that a guard cut.</summary>
    Cut,

    /// <summary>Not at all.</summary>
    Refused,
}
