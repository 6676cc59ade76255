using System.Collections.Concurrent;
using Sallyport.Detection;

namespace Sallyport.Pipeline;

/// <summary>What stands in place of a removed text. It names the kind and nothing of the value, so equal values cannot be told from different ones.</summary>
internal static class Redaction
{
    // Kinds come from detectors, not from traffic, so this stays small.
    private static readonly ConcurrentDictionary<FindingKind, string> Texts = new();

    public static string For(FindingKind kind) => Texts.GetOrAdd(kind, static k => $"[REDACTED:{k.Name}]");
}
