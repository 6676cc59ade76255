using System.Security.Cryptography;
using CsCheck;
using Sallyport.Tenancy;
using Xunit;

namespace Sallyport.Tests.Tenancy;

public sealed class TenantVaultTests
{
    private const string Purpose = "test";

    private static readonly MasterKey Master = MasterKey.New();

    [Fact]
    public void Sealed_AnyText_OpensToItselfAndEveryFlippedBitIsFound()
    {
        using var vault = NewVault();

        Gen.Select(Gen.Byte.Array[0, 200], Gen.Byte.Array[0, 40], Gen.Int[0, int.MaxValue]).Sample((plain, row, at) =>
        {
            var box = vault.Seal(Purpose, plain, row);
            Assert.Equal(plain, vault.Open(Purpose, box, row));
            box[at / 8 % box.Length] ^= (byte)(1 << (at % 8));
            Assert.ThrowsAny<CryptographicException>(() => vault.Open(Purpose, box, row));
        });
    }

    [Fact]
    public void Sealed_OpenedElsewhere_IsRefused()
    {
        using var mine = NewVault();
        using var theirs = NewVault();
        var box = mine.Seal(Purpose, "text"u8, "row"u8);

        Assert.ThrowsAny<CryptographicException>(() => theirs.Open(Purpose, box, "row"u8));
        Assert.ThrowsAny<CryptographicException>(() => mine.Open("other", box, "row"u8));
        Assert.ThrowsAny<CryptographicException>(() => mine.Open(Purpose, box, "row 2"u8));
        Assert.ThrowsAny<CryptographicException>(() => mine.Open(Purpose, box.AsSpan(0, 44), "row"u8));
        Assert.ThrowsAny<CryptographicException>(() => mine.Open(Purpose, [], "row"u8));
    }

    [Fact]
    public void Sealed_Twice_DiffersAndOpensInAVaultOpenedLater()
    {
        var tenant = TenantId.New();
        var wrapped = Master.NewTenantKey(tenant);
        byte[] one, two;
        using (var first = Master.OpenVault(tenant, wrapped))
        {
            one = first.Seal(Purpose, "text"u8, []);
            two = first.Seal(Purpose, "text"u8, []);
        }

        using var later = Master.OpenVault(tenant, wrapped);

        Assert.NotEqual(one, two);
        Assert.Equal("text"u8.ToArray(), later.Open(Purpose, one, []));
        Assert.Equal("text"u8.ToArray(), later.Open(Purpose, two, []));
    }

    [Fact]
    public void WrappedKey_OfAnotherTenantOrMaster_IsNotOpened()
    {
        var tenant = TenantId.New();
        var wrapped = Master.NewTenantKey(tenant);
        using var other = MasterKey.New();

        Assert.ThrowsAny<CryptographicException>(() => Master.OpenVault(TenantId.New(), wrapped));
        Assert.ThrowsAny<CryptographicException>(() => other.OpenVault(tenant, wrapped));
    }

    [Fact]
    public void Digest_OfTheSameText_DiffersByTenantAndPurpose()
    {
        using var mine = NewVault();
        using var theirs = NewVault();

        var digest = mine.Digest(Purpose, "text"u8);

        Assert.Equal(digest, mine.Digest(Purpose, "text"u8));
        Assert.NotEqual(digest, mine.Digest("other", "text"u8));
        Assert.NotEqual(digest, theirs.Digest(Purpose, "text"u8));
    }

    [Fact]
    public void Vault_Disposed_SealsOpensAndDigestsNothing()
    {
        var vault = NewVault();
        var box = vault.Seal(Purpose, "text"u8, []);
        vault.Digest(Purpose, "text"u8);

        vault.Dispose();

        Assert.Throws<ObjectDisposedException>(() => vault.Seal(Purpose, "text"u8, []));
        Assert.Throws<ObjectDisposedException>(() => vault.Seal("new", "text"u8, []));
        Assert.Throws<ObjectDisposedException>(() => vault.Open(Purpose, box, []));
        Assert.Throws<ObjectDisposedException>(() => vault.Digest(Purpose, "text"u8));
        Assert.Throws<ObjectDisposedException>(() => vault.Digest("new", "text"u8));
    }

    [Fact]
    public async Task Vault_DisposedUnderLoad_NeverWorksWithZeroedKeys()
    {
        var tenant = TenantId.New();
        var wrapped = Master.NewTenantKey(tenant);
        using var intact = Master.OpenVault(tenant, wrapped);
        var expected = intact.Digest(Purpose, "text"u8);
        for (var round = 0; round < 20; round++)
        {
            var vault = Master.OpenVault(tenant, wrapped);
            var workers = Enumerable.Range(0, 4).Select(_ => Task.Run(() =>
            {
                try
                {
                    while (true)
                    {
                        Assert.Equal(expected, vault.Digest(Purpose, "text"u8));
                        Assert.Equal("text"u8.ToArray(), intact.Open(Purpose, vault.Seal(Purpose, "text"u8, []), []));
                    }
                }
                catch (ObjectDisposedException)
                {
                    // The one right end.
                }
            })).ToArray();
            await Task.Yield();
            vault.Dispose();
            await Task.WhenAll(workers);
        }
    }

    [Fact]
    public void Vault_PurposesWithoutEnd_AreRefused()
    {
        using var vault = NewVault();

        Assert.Throws<InvalidOperationException>(() =>
        {
            for (var i = 0; i < 1000; i++)
            {
                vault.Seal($"purpose {i}", "text"u8, []);
            }
        });
    }

    private static TenantVault NewVault()
    {
        var tenant = TenantId.New();
        return Master.OpenVault(tenant, Master.NewTenantKey(tenant));
    }
}
