namespace Sallyport.Policy;

/// <summary>What a policy does about a finding, from the mildest to the strictest.</summary>
public enum GuardAction
{
    /// <summary>Nothing: the finding is not this policy's concern.</summary>
    Ignore,

    /// <summary>Record it and let the text pass.</summary>
    Flag,

    /// <summary>Replace it by a placeholder that this gateway can turn back.</summary>
    Mask,

    /// <summary>Replace it for good.</summary>
    Redact,

    /// <summary>Let nothing of the text pass from the finding on.</summary>
    Block,
}
