using Sallyport.Text;

namespace Sallyport.Lab.Names;

/// <summary>A text and the names in it.</summary>
/// <param name="Text">The text.</param>
/// <param name="Names">Kind (an index of <c>NameKinds.All</c>) and place, UTF-16.</param>
/// <param name="Source">Where it comes from.</param>
/// <param name="Language">An ISO code.</param>
internal sealed record LabelledText(string Text, IReadOnlyList<(int Kind, TextSpan Span)> Names, string Source, string Language);
