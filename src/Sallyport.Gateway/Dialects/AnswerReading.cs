using Sallyport.Gateway.Json;

namespace Sallyport.Gateway.Dialects;

/// <summary>A whole answer as its dialect reads it. Valid until <see cref="Dispose"/>, as long as the body's bytes stay.</summary>
internal sealed class AnswerReading : IDisposable
{
    /// <summary>Why the answer can't be read, in plain words, or null. Then nothing else here counts, and nothing of it may leave.</summary>
    public string? Fault
    {
        get => Content.Fault;
        set => Content.Fault = value;
    }

    /// <summary>Texts, tool calls and the rest.</summary>
    public AnswerContent Content { get; } = new();

    /// <summary>The answer's root.</summary>
    public JsonNode Root => Content.Map.Root;

    /// <summary>Returns what was rented.</summary>
    public void Dispose() => Content.Dispose();
}
