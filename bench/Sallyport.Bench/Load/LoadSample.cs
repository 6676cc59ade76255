namespace Sallyport.Bench.Load;

/// <summary>What one round of one load through one path gave. Times in milliseconds.</summary>
/// <param name="PerSecond">Exchanges a second, many at once.</param>
/// <param name="Processor">Microseconds of the gateway's processor an exchange; NaN where there is no gateway.</param>
/// <param name="BusyP99">Time of an exchange, many at once.</param>
/// <param name="P50">Time of an exchange, one at a time.</param>
/// <param name="P99">Time of an exchange, one at a time.</param>
/// <param name="FirstByte">Median time to the first byte of the body, one at a time.</param>
/// <param name="FirstText">Median time to the first text of the model, one at a time.</param>
internal sealed record LoadSample(double PerSecond, double Processor, double BusyP99, double P50, double P99, double FirstByte, double FirstText)
{
    /// <summary>The median of each figure.</summary>
    public static LoadSample Median(IReadOnlyCollection<LoadSample> samples)
    {
        double Of(Func<LoadSample, double> figure) => LoadMath.Quantile([.. samples.Select(figure)], 0.5);
        return new(Of(static s => s.PerSecond), Of(static s => s.Processor), Of(static s => s.BusyP99), Of(static s => s.P50), Of(static s => s.P99), Of(static s => s.FirstByte), Of(static s => s.FirstText));
    }
}
