using System.Text;
using System.Text.Json;
using Sallyport.Gateway.Hosting;
using Sallyport.Tenancy;
using Sallyport.TestKit.Providers;

namespace Sallyport.Gateway.Tests.Wires;

/// <summary>
/// One protocol as its provider speaks it and its official clients read it, written without the gateway's own code: what a scripted answer
/// looks like, and which texts a client ends with.
/// </summary>
internal abstract class Wire
{
    public static Wire Chat { get; } = new ChatWire();

    public static Wire Responses { get; } = new ResponsesWire();

    public static Wire Messages { get; } = new MessagesWire();

    public static IReadOnlyList<Wire> All { get; } = [Chat, Responses, Messages];

    public abstract string Name { get; }

    public abstract ModelRoute Route { get; }

    public abstract string Path { get; }

    public virtual UpstreamKind Kind => UpstreamKind.OpenAi;

    /// <summary>A request with one turn of the user.</summary>
    public abstract string Request(string text, bool isStream);

    /// <summary>The events of a streamed answer, each with its name line where the wire has one.</summary>
    public abstract IReadOnlyList<string> Events(IReadOnlyList<ScriptPart> parts);

    /// <summary>The whole answer.</summary>
    public abstract string Answer(IReadOnlyList<ScriptPart> parts);

    /// <summary>The texts that a client ends with after a stream, by the names that <see cref="KeyOf"/> gives.</summary>
    /// <exception cref="InvalidOperationException">A repeat on the wire says something else than the deltas before it.</exception>
    public abstract Dictionary<string, string> Read(string stream);

    /// <summary>The texts of a whole answer.</summary>
    public abstract Dictionary<string, string> ReadAnswer(string answer);

    /// <summary>The name of a part's text.</summary>
    public abstract string KeyOf(IReadOnlyList<ScriptPart> parts, int part);

    /// <summary>Whether the client is told of a blocked answer.</summary>
    public abstract bool IsBlocked(string received);

    /// <summary>Whether the client is told that the stream broke off.</summary>
    public virtual bool IsBroken(string stream) => DataOf(stream).Any(data => data.TryGetProperty("error", out var error) && error.ValueKind is JsonValueKind.Object);

    /// <summary>Whether the stream ends as one that the provider has finished.</summary>
    public abstract bool IsFinished(string stream);

    public FakeAnswer Reply(bool isStream, params ScriptPart[] parts) =>
        isStream ? FakeAnswer.Raw("text/event-stream", [.. Events(parts).Select(Encoding.UTF8.GetBytes)]) : FakeAnswer.Json(Answer(parts));

    public Dictionary<string, string> Read(bool isStream, string received) => isStream ? Read(received) : ReadAnswer(received);

    protected static string Quote(string text) => JsonSerializer.Serialize(text, Relaxed);

    protected static IEnumerable<JsonElement> DataOf(string stream) => stream
        .Split('\n')
        .Where(line => line.StartsWith("data: {", StringComparison.Ordinal))
        .Select(line => JsonDocument.Parse(line["data: ".Length..]).RootElement);

    protected static void Add(Dictionary<string, string> texts, string key, string? text) => texts[key] = texts.GetValueOrDefault(key, "") + text;

    // Characters beyond ASCII stand as they are, so that random cuts fall inside them.
    private static readonly JsonSerializerOptions Relaxed = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
}
