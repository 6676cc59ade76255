namespace Sallyport.Gateway.Upstream;

/// <summary>A connection was not opened because its address points inward. The message names the host; it goes to the log, not to a client.</summary>
internal sealed class OutboundRefusedException(string message) : IOException(message);
