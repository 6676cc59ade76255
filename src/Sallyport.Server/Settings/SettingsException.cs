namespace Sallyport.Server.Settings;

/// <summary>Settings with which the server does not start. The message lists every mistake, one a line, and may be shown.</summary>
internal sealed class SettingsException(IEnumerable<string> problems) : Exception(string.Join(Environment.NewLine, problems));
