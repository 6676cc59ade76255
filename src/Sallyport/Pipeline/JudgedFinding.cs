using Sallyport.Detection;
using Sallyport.Policy;

namespace Sallyport.Pipeline;

/// <summary>A finding and what the policy said of it.</summary>
/// <param name="Finding">The finding; its span lies in the text as it came.</param>
/// <param name="Judgement">What the policy said.</param>
public readonly record struct JudgedFinding(Finding Finding, Judgement Judgement);
