namespace Sallyport.Isolation.Checking;

/// <summary>What came of one probe over all pairs.</summary>
/// <param name="Probe">Its name.</param>
/// <param name="Tries">How many tries there were; none where the sampled tenants have nothing there.</param>
/// <param name="Breaches">The pairs that were not kept apart.</param>
/// <param name="Failures">How many pairs could not be probed.</param>
/// <param name="Failure">The first reason, in a word; null where there is none.</param>
public sealed record ProbeResult(string Probe, int Tries, IReadOnlyList<ProbeBreach> Breaches, int Failures, string? Failure);
