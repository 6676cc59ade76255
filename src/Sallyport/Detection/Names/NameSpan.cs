using Sallyport.Text;

namespace Sallyport.Detection.Names;

/// <summary>A name in a unit.</summary>
/// <param name="Kind">The index of its kind in <see cref="NameKinds.All"/>.</param>
/// <param name="Span">In the unit.</param>
/// <param name="Probability">The tagger's own, not calibrated.</param>
internal readonly record struct NameSpan(int Kind, TextSpan Span, float Probability);
