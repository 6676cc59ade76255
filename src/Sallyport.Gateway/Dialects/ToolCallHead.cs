using Sallyport.Pipeline;

namespace Sallyport.Gateway.Dialects;

/// <summary>A tool call in an answer. Its arguments are the channel's text; the event that brings it waits until that channel is complete and released.</summary>
/// <param name="Channel">The channel of its arguments.</param>
/// <param name="Name">The tool's name; empty where the wire gives none.</param>
/// <param name="Id">The call's id; empty where the wire gives none.</param>
/// <param name="IsJson">Whether the arguments are JSON; false for tools that take free text.</param>
/// <param name="IsByProvider">Whether the provider executes it itself.</param>
internal sealed record ToolCallHead(ChannelId Channel, string Name, string Id, bool IsJson, bool IsByProvider);
