namespace Sallyport.Detection.Secrets;

/// <summary>What must stand before a token's prefix.</summary>
internal enum TokenLead
{
    /// <summary>No letter or digit.</summary>
    Boundary,

    /// <summary>A digit, which belongs to the token but is left standing.</summary>
    Digit,

    /// <summary>A letter or digit, which belongs to the token but is left standing.</summary>
    Alphanumeric,
}
