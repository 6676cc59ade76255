using Sallyport.Gateway.Json;
using Sallyport.Pipeline;

namespace Sallyport.Gateway.Dialects;

/// <summary>Where a text of an answer stands.</summary>
/// <param name="Channel">The text that it is, or that it continues or repeats.</param>
/// <param name="Bytes">The token, in the answer's body or in the event's data.</param>
/// <param name="Kind">What the bytes are.</param>
/// <param name="IsOfCall">Whether it belongs to a tool call: its id, its name.</param>
internal readonly record struct AnswerSlot(ChannelId Channel, ByteRange Bytes, SlotKind Kind, bool IsOfCall = false);
