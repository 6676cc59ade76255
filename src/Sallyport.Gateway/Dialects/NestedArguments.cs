using Sallyport.Gateway.Json;

namespace Sallyport.Gateway.Dialects;

/// <summary>A JSON document inside a string of the request.</summary>
/// <param name="Token">The string's token in the body.</param>
/// <param name="Row">The string's row in the body's map.</param>
/// <param name="Json">The document.</param>
internal sealed record NestedArguments(ByteRange Token, int Row, NestedJson Json);
