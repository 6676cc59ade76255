namespace Sallyport.Tenancy;

/// <summary>What became of an upstream that was to be kept.</summary>
public enum UpstreamPutResult
{
    /// <summary>It is kept.</summary>
    Done,

    /// <summary>The name is taken and not to be replaced, or the tenant is gone.</summary>
    NameTaken,

    /// <summary>Another tenant uses the same credential, and not both have declared it shared.</summary>
    CredentialShared,

    /// <summary>The tenant has as many as it may.</summary>
    TooMany,

    /// <summary>The tenant's embedder uses it, and its address or kind would be another.</summary>
    EmbedsByIt,
}
