namespace Sallyport.Gateway.Json;

/// <summary>Why and where a document was refused.</summary>
/// <param name="Kind">Why.</param>
/// <param name="Offset">Bytes from the document's start.</param>
internal readonly record struct JsonFault(JsonFaultKind Kind, int Offset)
{
    /// <summary>The reason in plain words. Holds nothing of the document.</summary>
    public string Message => Kind switch
    {
        JsonFaultKind.None => "The document is well formed.",
        JsonFaultKind.Empty => "The body is empty; a JSON object is expected.",
        JsonFaultKind.ByteOrderMark => "The body begins with a byte-order mark; send plain UTF-8.",
        JsonFaultKind.InvalidUtf8 => $"The body is not valid UTF-8 at byte {Offset}.",
        JsonFaultKind.Number => $"The body holds a malformed number at byte {Offset}.",
        JsonFaultKind.Escape => $"The body holds a string with an unknown escape or a bare control character at byte {Offset}.",
        JsonFaultKind.TrailingData => $"The body goes on after its JSON value, at byte {Offset}.",
        JsonFaultKind.Truncated => $"The body ends inside its JSON value, at byte {Offset}.",
        JsonFaultKind.DuplicateName => $"The body has an object with the same key twice; the second one is at byte {Offset}.",
        JsonFaultKind.LoneSurrogate => $"The body holds half of a surrogate pair at byte {Offset}.",
        JsonFaultKind.TooDeep => $"The body is nested too deeply at byte {Offset}.",
        JsonFaultKind.TooManyNodes => $"The body holds too many values; the limit was reached at byte {Offset}.",
        _ => $"The body is not valid JSON at byte {Offset}.",
    };
}
