using System.Text.Json.Serialization;

namespace Sallyport.Onnx.Embedders;

/// <summary>How <c>embedder.json</c> is read: a key that it doesn't know is a mistake, not a thing to overlook.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow, AllowDuplicateProperties = false)]
[JsonSerializable(typeof(EmbedderDescription))]
internal sealed partial class EmbedderJson : JsonSerializerContext;
