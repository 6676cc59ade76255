using Sallyport.Detection;

namespace Sallyport.Pipeline;

/// <summary>A segment's keyed hash, as <see cref="SegmentMemory"/> hands it out. Says nothing of the text to anyone without the key.</summary>
public readonly record struct SegmentToken
{
    internal SegmentToken(UInt128 hash, KnownSecretSet? secrets, bool isSet)
    {
        Hash = hash;
        Secrets = secrets;
        IsSet = isSet;
    }

    internal UInt128 Hash { get; }

    internal KnownSecretSet? Secrets { get; }

    internal bool IsSet { get; }
}
