using System.Globalization;
using Sallyport.Retrieval.Rotation;
using Sallyport.Tenancy;

namespace Sallyport.Lab.Rotation;

/// <summary>Vectors of a store, plain and as they lie under a tenant's rotation; the same in every run.</summary>
internal sealed record RotatedStore(Matrix Plain, Matrix Rotated)
{
    /// <summary>Rotates vectors as the product does.</summary>
    /// <param name="vectors">Vectors of one length.</param>
    /// <param name="tenant">A number that names the tenant.</param>
    public static RotatedStore Of(IReadOnlyList<float[]> vectors, int tenant)
    {
        var id = TenantId.Parse("tn_" + tenant.ToString("D16", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
        using var vault = new TenantVault(id, SecretBytes.CopyOf([.. Enumerable.Range(0, TenantVault.KeyLength).Select(static place => (byte)place)]));
        using var rotation = new TenantRotation(vault, "lab", vectors[0].Length);
        var rotated = vectors.Select(vector =>
        {
            var turned = new float[vector.Length];
            rotation.Apply(vector, turned);
            return turned;
        });
        return new(Matrix.Of(vectors), Matrix.Of([.. rotated]));
    }
}
