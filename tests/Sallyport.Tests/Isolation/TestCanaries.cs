using Sallyport.Detection.Canaries;
using Sallyport.Isolation;
using Sallyport.Tenancy;

namespace Sallyport.Tests.Isolation;

internal static class TestCanaries
{
    /// <summary>The key of an installation.</summary>
    public static CanaryKey Key(byte seed)
    {
        using var signing = InstanceSigningKey.FromSeed("tests", [.. Enumerable.Repeat(seed, InstanceSigningKey.Length)]);
        return new(signing);
    }

    /// <summary>What a token says.</summary>
    public static byte[] BytesOf(string token)
    {
        var bytes = new byte[CanaryToken.ByteLength];
        return CanaryToken.TryRead(token, bytes, out _) == true ? bytes : throw new ArgumentException("It is no token.", nameof(token));
    }
}
