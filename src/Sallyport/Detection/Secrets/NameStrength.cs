namespace Sallyport.Detection.Secrets;

/// <summary>What a name says of the value that is assigned to it.</summary>
internal enum NameStrength
{
    /// <summary>Not a secret.</summary>
    None,

    /// <summary>Perhaps a secret, if the value looks drawn: a key, a login.</summary>
    Weak,

    /// <summary>A secret, if the value is no placeholder: a token, an API key.</summary>
    Strong,

    /// <summary>A password, which people choose and so need not look drawn.</summary>
    Password,
}
