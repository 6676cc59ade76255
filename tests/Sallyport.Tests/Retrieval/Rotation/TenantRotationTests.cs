using System.Buffers.Binary;
using System.Security.Cryptography;
using CsCheck;
using Sallyport.Retrieval.Rotation;
using Xunit;

namespace Sallyport.Tests.Retrieval.Rotation;

public sealed class TenantRotationTests
{
    private static readonly Gen<(int Dimensions, int Seed)> Shapes = Gen.Select(RotationGen.Dimensions, Gen.Int[0, 1_000_000]);

    [Fact]
    public void Rotated_AnyTwoVectors_KeepTheirProductAndLengths()
    {
        Shapes.Sample(shape =>
        {
            using var vault = RotationGen.NewVault();
            using var rotation = new TenantRotation(vault, RotationGen.Embedder, shape.Dimensions);
            var (one, other) = (RotationGen.Unit(shape.Dimensions, shape.Seed), RotationGen.Unit(shape.Dimensions, shape.Seed + 1));

            var (rotatedOne, rotatedOther) = (Rotated(rotation, one), Rotated(rotation, other));

            Assert.Equal(RotationGen.Dot(one, other), RotationGen.Dot(rotatedOne, rotatedOther), 1e-5);
            Assert.Equal(1, RotationGen.Dot(rotatedOne, rotatedOne), 1e-5);
        }, iter: 300);
    }

    [Fact]
    public void Undone_AnyVector_IsItselfAgainAlsoInPlace()
    {
        Shapes.Sample(shape =>
        {
            using var vault = RotationGen.NewVault();
            using var rotation = new TenantRotation(vault, RotationGen.Embedder, shape.Dimensions);
            var vector = RotationGen.Unit(shape.Dimensions, shape.Seed);
            var rotated = Rotated(rotation, vector);
            var back = new float[shape.Dimensions];
            rotation.Undo(rotated, back);
            var inPlace = vector.ToArray();
            rotation.Apply(inPlace, inPlace);

            Assert.Equal(rotated, inPlace);
            rotation.Undo(inPlace, inPlace);

            Assert.Equal(back, inPlace);
            Assert.All(vector.Zip(back), static pair => Assert.Equal(pair.First, pair.Second, 1e-5f));
        }, iter: 300);
    }

    [Theory]
    [InlineData(64)]
    [InlineData(384)]
    [InlineData(385)]
    [InlineData(512)]
    [InlineData(768)]
    [InlineData(1536)]
    [InlineData(3072)]
    public void Rotated_SameTextOfManyTenants_LooksLikeRandomDirections(int dimensions)
    {
        const int Tenants = 64;
        var vector = RotationGen.Unit(dimensions, dimensions + 1);
        var rotated = Enumerable.Range(0, Tenants).Select(_ =>
        {
            using var vault = RotationGen.NewVault();
            using var rotation = new TenantRotation(vault, RotationGen.Embedder, dimensions);
            return Rotated(rotation, vector);
        }).ToArray();

        var products = Enumerable.Range(0, Tenants).SelectMany(one => Enumerable.Range(0, one).Select(other => RotationGen.Dot(rotated[one], rotated[other]))).ToArray();

        // Of random directions the products have the mean 0 and the variance 1/d, so over 2,016 pairs that variance strays by 3 % (one sigma), the mean by 1/45 of a deviation;
        // a product beyond 7 deviations comes once in 10^11. The bounds are at 7 sigma.
        Assert.Equal(1, dimensions * products.Average(static product => product * product), 0.22);
        Assert.Equal(0, Math.Sqrt(dimensions) * products.Average(), 0.16);
        Assert.All(products, product => Assert.True(Math.Abs(product) < 7 / Math.Sqrt(dimensions)));
    }

    [Fact]
    public void Rotation_OfOneTenant_IsTheSameEachTimeAndAnotherForEachEmbedderAndDimension()
    {
        using var vault = RotationGen.NewVault();
        var vector = RotationGen.Unit(384, 1);
        using var rotation = new TenantRotation(vault, RotationGen.Embedder, 384);
        using var again = new TenantRotation(vault, RotationGen.Embedder, 384);
        using var other = new TenantRotation(vault, "other", 384);

        Assert.Equal(Rotated(rotation, vector), Rotated(again, vector));
        Assert.True(Math.Abs(RotationGen.Dot(Rotated(rotation, vector), Rotated(other, vector))) < 0.4);
    }

    // What was stored under a rotation is worth nothing under another: this hash changes only with a migration of stored vectors.
    [Fact]
    public void Rotation_OfAKnownKey_IsAsItAlwaysWas()
    {
        using var vault = RotationGen.FixedVault();
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var bytes = new byte[sizeof(float)];
        foreach (var dimensions in new[] { 1, 3, 384, 385, 512, 4095, 4096 })
        {
            using var rotation = new TenantRotation(vault, RotationGen.Embedder, dimensions);
            var vector = Enumerable.Range(0, dimensions).Select(static place => (float)((place % 17) - 8)).ToArray();
            foreach (var value in Rotated(rotation, vector))
            {
                BinaryPrimitives.WriteSingleLittleEndian(bytes, value);
                hash.AppendData(bytes);
            }
        }

        Assert.Equal("35c517cf4ed6de1232242a8329af34d771392d924e8600bc4c6076d6edeb5350", Convert.ToHexStringLower(hash.GetHashAndReset()));
    }

    [Theory]
    [InlineData(65)]
    [InlineData(129)]
    [InlineData(257)]
    public void Rotated_WithABlockOfOne_CarriesNoNumberOfTheVectorThrough(int dimensions)
    {
        // One draw in so many as there are dimensions would, if the second round's permutation were free.
        for (var tenant = 0; tenant < 4 * dimensions; tenant++)
        {
            using var vault = RotationGen.NewVault();
            using var rotation = new TenantRotation(vault, RotationGen.Embedder, dimensions);
            var last = new float[dimensions];
            last[^1] = 1;
            rotation.Undo(last, last);

            Assert.All(last, static value => Assert.True(Math.Abs(value) < 0.99f));
        }
    }

    [Fact]
    public void Rotation_WrongLengths_AreRefused()
    {
        using var vault = RotationGen.NewVault();
        using var rotation = new TenantRotation(vault, RotationGen.Embedder, 8);

        Assert.Throws<ArgumentException>(() => rotation.Apply(new float[7], new float[8]));
        Assert.Throws<ArgumentException>(() => rotation.Undo(new float[8], new float[9]));
        Assert.Throws<ArgumentOutOfRangeException>(() => new TenantRotation(vault, RotationGen.Embedder, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new TenantRotation(vault, RotationGen.Embedder, TenantRotation.MaxDimensions + 1));
    }

    [Fact]
    public void Rotation_Used_AllocatesNothing()
    {
        using var vault = RotationGen.NewVault();
        using var rotation = new TenantRotation(vault, RotationGen.Embedder, 1536);
        var (vector, rotated) = (RotationGen.Unit(1536, 1), new float[1536]);
        rotation.Apply(vector, rotated);
        rotation.Undo(rotated, vector);
        var before = GC.GetAllocatedBytesForCurrentThread();

        rotation.Apply(vector, rotated);
        rotation.Undo(rotated, vector);

        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    [Fact]
    public void Round_Wiped_KnowsNothing()
    {
        using var vault = RotationGen.NewVault();
        using var draws = new KeyedDraws(vault, RotationGen.Embedder, 64);
        var round = new RotationRound(draws, 64, mixesLast: true);
        var rotated = new float[64];
        round.Apply(RotationGen.Unit(64, 1), rotated);
        Assert.Contains(rotated, static value => value != 0);

        round.Wipe();
        round.Apply(RotationGen.Unit(64, 1), rotated);

        Assert.All(rotated, static value => Assert.Equal(0, value));
    }

    [Fact]
    public async Task Rotation_DisposedUnderLoad_GivesItsResultOrNone()
    {
        using var vault = RotationGen.NewVault();
        var vector = RotationGen.Unit(512, 1);
        using var intact = new TenantRotation(vault, RotationGen.Embedder, 512);
        var expected = Rotated(intact, vector);
        for (var round = 0; round < 20; round++)
        {
            var rotation = new TenantRotation(vault, RotationGen.Embedder, 512);
            var workers = Enumerable.Range(0, 4).Select(_ => Task.Run(() =>
            {
                var rotated = new float[512];
                try
                {
                    while (true)
                    {
                        rotation.Apply(vector, rotated);
                        Assert.Equal(expected, rotated);
                    }
                }
                catch (ObjectDisposedException)
                {
                    return rotated;
                }
            })).ToArray();

            await Task.Delay(1);
            rotation.Dispose();

            foreach (var left in await Task.WhenAll(workers))
            {
                Assert.True(left.All(static value => value == 0) || left.SequenceEqual(expected));
            }
        }
    }

    private static float[] Rotated(TenantRotation rotation, float[] vector)
    {
        var rotated = new float[vector.Length];
        rotation.Apply(vector, rotated);
        return rotated;
    }
}
