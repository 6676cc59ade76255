using Org.BouncyCastle.Math.EC.Rfc8032;
using Sallyport.Tenancy;
using Xunit;

namespace Sallyport.Tests.Tenancy;

public sealed class InstanceSigningKeyTests
{
    // RFC 8032, section 7.1, test 2.
    private const string Seed = "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb";
    private const string PublicKey = "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c";
    private const string Signature = "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00";

    [Fact]
    public void Key_OfRfc8032_SignsAsPublished()
    {
        using var key = InstanceSigningKey.FromSeed("sallyport/test", Convert.FromHexString(Seed));

        var signature = key.Sign([0x72]);

        Assert.Equal(PublicKey, Convert.ToHexStringLower(key.PublicKey));
        Assert.Equal(Signature, Convert.ToHexStringLower(signature));
        Assert.True(Ed25519.Verify(signature, 0, key.PublicKey.ToArray(), 0, [0x72], 0, 1));
    }

    [Fact]
    public void VerifierKey_HasTheNotesForm()
    {
        using var key = InstanceSigningKey.FromSeed("sallyport/test", Convert.FromHexString(Seed));

        var parts = key.VerifierKey.Split('+', 3);

        Assert.Equal("sallyport/test", parts[0]);
        Assert.Equal(8, parts[1].Length);
        Assert.Equal([0x01, .. Convert.FromHexString(PublicKey)], Convert.FromBase64String(parts[2]));
    }

    [Fact]
    public void Key_Disposed_SignsNothing()
    {
        var key = InstanceSigningKey.FromSeed("sallyport/test", Convert.FromHexString(Seed));

        key.Dispose();

        Assert.Throws<ObjectDisposedException>(() => key.Sign([1]));
    }

    [Theory]
    [InlineData("")]
    [InlineData("a+b")]
    [InlineData("a b")]
    public void Name_OutOfForm_IsRefused(string name)
    {
        Assert.Throws<ArgumentException>(() => InstanceSigningKey.FromSeed(name, new byte[32]));
    }
}
