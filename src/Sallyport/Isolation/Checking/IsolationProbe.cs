namespace Sallyport.Isolation.Checking;

/// <summary>Tries, through the code that serves tenants, whether one store or cache keeps two of them apart. Safe for concurrent use.</summary>
public abstract class IsolationProbe
{
    /// <summary>A stable lower-case name of what is probed.</summary>
    public abstract string Name { get; }

    /// <summary>Tries one pair, and tells the tally of each try. What it throws counts as a probe that failed.</summary>
    public abstract ValueTask ProbeAsync(IsolationPair pair, ProbeTally tally, CancellationToken cancellationToken);
}
