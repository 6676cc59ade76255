using Sallyport.Detection;

namespace Sallyport.Policy;

/// <summary>A kind of finding that a remote guard decides.</summary>
/// <param name="Kind">The kind.</param>
/// <param name="Labels">The labels of its answers that say so; the highest score counts. None where it answers with one verdict.</param>
public sealed record RemoteFinding(FindingKind Kind, IReadOnlyList<string> Labels);
