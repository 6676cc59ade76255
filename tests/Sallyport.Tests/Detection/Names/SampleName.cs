using Sallyport.Text;

namespace Sallyport.Tests.Detection.Names;

/// <summary>A name that stands in a text of the sample.</summary>
internal sealed record SampleName(string Kind, TextSpan Span);
