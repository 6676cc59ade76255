namespace Sallyport.Bench.Load;

/// <summary>How long a load runs.</summary>
/// <param name="Rounds">Rounds, of which the median counts.</param>
/// <param name="WarmUp">Before the first, a path.</param>
/// <param name="Busy">Of each round with many exchanges at once.</param>
/// <param name="Single">Of each round with one at a time.</param>
internal sealed record LoadPlan(int Rounds, TimeSpan WarmUp, TimeSpan Busy, TimeSpan Single)
{
    /// <summary>For tables to be kept.</summary>
    public static LoadPlan Full { get; } = new(7, TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(0.5));

    /// <summary>Before each round, not counted.</summary>
    public TimeSpan Catch { get; } = TimeSpan.FromSeconds(0.2);

    /// <summary>For a first look.</summary>
    public static LoadPlan Quick { get; } = new(3, TimeSpan.FromSeconds(4), TimeSpan.FromSeconds(0.7), TimeSpan.FromSeconds(0.3));
}
