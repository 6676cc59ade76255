using Sallyport.Pipeline;

namespace Sallyport.Gateway.Dialects;

/// <summary>Tells the text of a channel as far as it has left for the client; empty for a channel of which nothing has.</summary>
internal delegate ReadOnlyMemory<char> ReleasedText(ChannelId channel);
