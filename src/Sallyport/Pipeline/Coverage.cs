namespace Sallyport.Pipeline;

/// <summary>What became of a segment. Each segment of each exchange ends in exactly one of these.</summary>
public enum Coverage
{
    /// <summary>Every detector that policy asks for has read it to its end, and it left, edited or not.</summary>
    Passed,

    /// <summary>It, or the rest of it, did not leave.</summary>
    Blocked,

    /// <summary>No detector reads its form (an image, a binary file, ciphertext); policy let it pass.</summary>
    Uninspectable,

    /// <summary>A detector that had to read it failed; policy let it pass.</summary>
    Unreachable,
}
