using CsCheck;
using Sallyport.Detection.Canaries;
using Sallyport.Isolation;
using Sallyport.Tenancy;
using Xunit;

namespace Sallyport.Tests.Isolation;

public sealed class CanaryKeyTests
{
    private static readonly Gen<TenantId> Tenants = Gen.Const(0).Select(static _ => TenantId.New());

    [Fact]
    public void Token_OfAnyTenant_TellsThatTenantToItsKeyAlone()
    {
        using var key = TestCanaries.Key(1);
        using var other = TestCanaries.Key(2);

        Tenants.Sample(tenant =>
        {
            var token = key.TokenOf(tenant);
            var bytes = TestCanaries.BytesOf(token);

            Assert.Equal(token, key.TokenOf(tenant));
            Assert.Equal(CanaryToken.Length, token.Length);
            Assert.Equal(tenant, key.OwnerOf(bytes));
            Assert.Null(other.OwnerOf(bytes));
            Assert.DoesNotContain(tenant.Value[3..], token, StringComparison.Ordinal);
        });
    }

    [Fact]
    public void Token_WithAnyBitFlipped_IsNobodys()
    {
        using var key = TestCanaries.Key(1);
        var bytes = TestCanaries.BytesOf(key.TokenOf(TenantId.New()));

        for (var bit = 0; bit < bytes.Length * 8; bit++)
        {
            var altered = bytes.ToArray();
            altered[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.Null(key.OwnerOf(altered));
        }
    }

    [Fact]
    public void Watch_TellsForeignOwnersOnce()
    {
        using var key = TestCanaries.Key(1);
        var (mine, theirs) = (TenantId.New(), TenantId.New());
        var watch = new CanaryWatch(key, mine);

        Assert.Equal(CanaryStanding.Own, watch.Judge(TestCanaries.BytesOf(key.TokenOf(mine))));
        Assert.Equal(CanaryStanding.Foreign, watch.Judge(TestCanaries.BytesOf(key.TokenOf(theirs))));
        Assert.Equal(CanaryStanding.Foreign, watch.Judge(TestCanaries.BytesOf(key.TokenOf(theirs))));
        Assert.Equal(CanaryStanding.Forged, watch.Judge(new byte[CanaryToken.ByteLength]));

        Assert.Equal([theirs], watch.TakeOwners());
        Assert.Empty(watch.TakeOwners());
    }
}
