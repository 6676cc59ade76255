namespace Sallyport.Server.Scanning;

/// <summary>A line to be scanned is not what it should be. The message names it and may be shown: it holds nothing of the line.</summary>
internal sealed class MalformedLineException(long line, string problem) : Exception($"line {line}: {problem}");
