using Sallyport.Gateway.Json;
using Sallyport.Text;

namespace Sallyport.Gateway.Dialects;

/// <summary>Something in an answer that no detector reads.</summary>
/// <param name="Form">What it is.</param>
/// <param name="Bytes">The token, in the answer's body or in the event's data.</param>
internal readonly record struct OpaqueOutput(Form Form, ByteRange Bytes);
