namespace Sallyport.Gateway.Hosting;

/// <summary>A setting with which the gateway does not start. The message names the setting and what it should be; it may be shown.</summary>
internal sealed class GatewaySettingsException(string message) : Exception(message);
