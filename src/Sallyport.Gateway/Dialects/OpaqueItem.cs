using Sallyport.Gateway.Json;

namespace Sallyport.Gateway.Dialects;

/// <summary>An item that only its issuer can open: encrypted reasoning, a thinking signature.</summary>
/// <param name="Bytes">The content between the string's quotes, as it stands on the wire: base64, so one spelling.</param>
internal readonly record struct OpaqueItem(ByteRange Bytes);
