using System.Text.Json.Serialization;
using Sallyport.Onnx.Classifiers;
using Sallyport.Onnx.Embedders;

namespace Sallyport.Onnx.Sessions;

/// <summary>How models' descriptions are read: a key that it doesn't know is a mistake, not a thing to overlook.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow, AllowDuplicateProperties = false)]
[JsonSerializable(typeof(EmbedderDescription))]
[JsonSerializable(typeof(ClassifierDescription))]
internal sealed partial class ModelJson : JsonSerializerContext;
