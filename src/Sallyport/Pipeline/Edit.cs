using Sallyport.Detection;
using Sallyport.Policy;
using Sallyport.Text;

namespace Sallyport.Pipeline;

/// <summary>A stretch of a channel's text that leaves as something else.</summary>
/// <param name="Span">What is removed, in offsets of the text as it came. While the end is not known, it is <see cref="int.MaxValue"/>.</param>
/// <param name="Replacement">What stands in its place.</param>
/// <param name="Action"><see cref="GuardAction.Mask"/> or <see cref="GuardAction.Redact"/>.</param>
/// <param name="Kind">The kind of the finding that starts first.</param>
public readonly record struct Edit(TextSpan Span, string Replacement, GuardAction Action, FindingKind Kind);
