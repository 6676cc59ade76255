using CsCheck;
using Sallyport.Tenancy;

namespace Sallyport.Tests.Retrieval.Rotation;

/// <summary>Tenants, dimensions and vectors for the tests of rotations.</summary>
internal static class RotationGen
{
    public const string Embedder = "test";

    private static readonly MasterKey Master = MasterKey.New();

    /// <summary>What embedders have, what cuts into many blocks, and anything else.</summary>
    public static readonly Gen<int> Dimensions = Gen.Frequency(
        (3, Gen.Int[0, 11].Select(static place => new[] { 1, 2, 3, 7, 384, 385, 512, 768, 1023, 1536, 3072, 4095 }[place])),
        (1, Gen.Int[1, 4096]));

    public static TenantVault NewVault()
    {
        var tenant = TenantId.New();
        return Master.OpenVault(tenant, Master.NewTenantKey(tenant));
    }

    /// <summary>The same on every machine and in every run.</summary>
    public static TenantVault FixedVault() =>
        new(TenantId.Parse("tn_0000000000000001"), SecretBytes.CopyOf([.. Enumerable.Range(0, TenantVault.KeyLength).Select(static place => (byte)place)]));

    /// <summary>A vector of length 1: of normal numbers, or with few of them apart from zero.</summary>
    public static float[] Unit(int dimensions, int seed)
    {
        var random = new Random(seed);
        var few = seed % 3 == 0;
        var vector = new double[dimensions];
        for (var i = 0; i < dimensions; i++)
        {
            vector[i] = few && random.Next(dimensions) > 2 ? 0 : Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
        }

        vector[seed % dimensions] += 1;
        var length = Math.Sqrt(vector.Sum(static value => value * value));
        return [.. vector.Select(value => (float)(value / length))];
    }

    public static double Dot(ReadOnlySpan<float> one, ReadOnlySpan<float> other)
    {
        var sum = 0.0;
        for (var i = 0; i < one.Length; i++)
        {
            sum += (double)one[i] * other[i];
        }

        return sum;
    }
}
