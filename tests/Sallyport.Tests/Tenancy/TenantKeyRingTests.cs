using System.Security.Cryptography;
using CsCheck;
using Sallyport.Tenancy;
using Xunit;

namespace Sallyport.Tests.Tenancy;

public sealed class TenantKeyRingTests
{
    private const string Purpose = "test";

    private readonly MasterKey _master = MasterKey.New();
    private readonly TenantId _tenant = TenantId.New();

    [Fact]
    public void Vault_OfAKeyThatIsIntroducedOnly_SealsUnderTheOldAndOpensUnderTheNew()
    {
        var old = _master.NewTenantKey(_tenant);
        var introduced = Change(old, static keys => keys.Introduce());
        var activated = Change(introduced, static keys => keys.Activate(1));
        using var before = _master.OpenVault(_tenant, introduced);
        using var after = _master.OpenVault(_tenant, activated);

        var (olds, news) = (before.Seal(Purpose, "text"u8, []), after.Seal(Purpose, "text"u8, []));

        Assert.Equal(1, olds[0]);
        Assert.Equal([2, 1, 0, 0, 0], news[..5]);
        Assert.Equal(olds.Length + 4, news.Length);
        Assert.Equal("text"u8.ToArray(), before.Open(Purpose, news, []));
        Assert.Equal("text"u8.ToArray(), after.Open(Purpose, olds, []));
    }

    [Fact]
    public void Vault_WithoutTheOldKey_OpensNothingOfItAndDigestsAsBefore()
    {
        var old = _master.NewTenantKey(_tenant);
        using var vault = _master.OpenVault(_tenant, old);
        var (box, digest) = (vault.Seal(Purpose, "text"u8, []), vault.Digest(Purpose, "text"u8));
        var rotated = Change(Change(Change(old, static keys => keys.Introduce()), static keys => keys.Activate(1)), static keys => keys.Drop(0));

        using (var keys = _master.OpenRing(_tenant, rotated))
        {
            vault.Adopt(keys);
        }

        using var later = _master.OpenVault(_tenant, rotated);
        foreach (var opened in new[] { vault, later })
        {
            Assert.ThrowsAny<CryptographicException>(() => opened.Open(Purpose, box, []));
            Assert.Equal(digest, opened.Digest(Purpose, "text"u8));
            Assert.Equal("text"u8.ToArray(), opened.Open(Purpose, later.Seal(Purpose, "text"u8, []), []));
        }
    }

    [Fact]
    public void Vault_AnyRotations_OpensWhatAnyOfItsKeysSealed()
    {
        Gen.Int[0, 2].Array[0, 12].Sample(steps =>
        {
            var wrapped = _master.NewTenantKey(_tenant);
            using var vault = _master.OpenVault(_tenant, wrapped);
            var boxes = new Dictionary<uint, byte[]> { [0] = vault.Seal(Purpose, "text"u8, []) };
            foreach (var step in steps)
            {
                wrapped = Change(wrapped, keys => step switch
                {
                    0 => keys.Introduce(),
                    1 => keys.Activate(keys.Keys.Keys.Last()),
                    _ => keys.Keys.Keys.First() != keys.Current ? keys.Drop(keys.Keys.Keys.First()) : keys.Activate(keys.Current),
                });
                using var present = _master.OpenRing(_tenant, wrapped);
                vault.Adopt(present);
                boxes[vault.CurrentKey] = vault.Seal(Purpose, "text"u8, []);
                foreach (var (key, box) in boxes)
                {
                    if (present.Keys.ContainsKey(key))
                    {
                        Assert.Equal("text"u8.ToArray(), vault.Open(Purpose, box, []));
                    }
                    else
                    {
                        Assert.ThrowsAny<CryptographicException>(() => vault.Open(Purpose, box, []));
                    }
                }
            }
        });
    }

    [Fact]
    public void Vault_GivenAnotherTenantsKeys_RefusesThem()
    {
        using var vault = _master.OpenVault(_tenant, _master.NewTenantKey(_tenant));
        var other = TenantId.New();
        using var keys = _master.OpenRing(other, _master.NewTenantKey(other));

        Assert.Throws<CryptographicException>(() => vault.Adopt(keys));
    }

    [Fact]
    public void WrappedKeys_CutOrLackingTheirCurrent_AreRefused()
    {
        using var ring = _master.OpenRing(_tenant, Change(_master.NewTenantKey(_tenant), static keys => keys.Introduce()));
        var plain = ring.ToBytes();

        Gen.Int[0, plain.Length - 1].Where(static length => length != 32).Sample(length =>
        {
            // One key fewer is a ring of its own, and it has the key that seals.
            if (length != plain.Length - 36)
            {
                Assert.Throws<CryptographicException>(() => TenantKeyRing.Parse(_tenant, plain.AsSpan(0, length)));
            }
        });
        plain[1] = 7;
        Assert.Throws<CryptographicException>(() => TenantKeyRing.Parse(_tenant, plain));
    }

    [Fact]
    public void MasterKey_ThatBecomesAnother_WrapsAndOpensAsThat()
    {
        using var mine = MasterKey.New();
        using var theirs = MasterKey.New();
        var (check, copy) = (theirs.CheckValue(), MasterKey.Parse(theirs.Export()));
        var wrapped = mine.NewTenantKey(_tenant);
        using var before = mine.OpenVault(_tenant, wrapped);
        var box = before.Seal(Purpose, "text"u8, []);
        var rewrapped = mine.Rewrap(_tenant, wrapped, theirs);

        mine.Become(copy);

        Assert.Equal(check, mine.CheckValue());
        Assert.ThrowsAny<CryptographicException>(() => mine.OpenVault(_tenant, wrapped));
        using var after = mine.OpenVault(_tenant, rewrapped);
        Assert.Equal("text"u8.ToArray(), after.Open(Purpose, box, []));
    }

    private byte[] Change(byte[] wrapped, Func<TenantKeyRing, TenantKeyRing> change)
    {
        using var keys = _master.OpenRing(_tenant, wrapped);
        using var changed = change(keys);
        return _master.WrapRing(_tenant, changed);
    }
}
