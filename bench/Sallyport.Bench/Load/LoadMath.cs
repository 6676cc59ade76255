namespace Sallyport.Bench.Load;

/// <summary>Order statistics.</summary>
internal static class LoadMath
{
    /// <summary>The value below which a share of the values lies, by nearest rank.</summary>
    public static double Quantile(double[] values, double share)
    {
        Array.Sort(values);
        return values.Length == 0 ? double.NaN : values[Math.Clamp((int)Math.Ceiling(values.Length * share) - 1, 0, values.Length - 1)];
    }
}
