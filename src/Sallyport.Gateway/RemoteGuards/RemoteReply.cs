using Sallyport.Detection;

namespace Sallyport.Gateway.RemoteGuards;

/// <summary>What came of one call.</summary>
/// <param name="Outcome">How it ended.</param>
/// <param name="Scores">The kinds that were decided with their scores; null where it was not answered.</param>
internal readonly record struct RemoteReply(RemoteOutcome Outcome, IReadOnlyList<(FindingKind Kind, float Score)>? Scores = null);
