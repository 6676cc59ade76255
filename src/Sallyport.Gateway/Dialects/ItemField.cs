namespace Sallyport.Gateway.Dialects;

/// <summary>What a field of a tool's call or result holds.</summary>
internal enum ItemField
{
    /// <summary>Text.</summary>
    Text,

    /// <summary>A type, id or state.</summary>
    Structural,

    /// <summary>Something only its issuer can open.</summary>
    Ciphertext,

    /// <summary>A file, in place or by address.</summary>
    File,

    /// <summary>The id of a file that the provider holds.</summary>
    FileReference,

    /// <summary>JSON in a string.</summary>
    Json,
}
