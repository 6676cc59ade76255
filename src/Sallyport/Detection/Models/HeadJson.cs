using System.Text.Json.Serialization;

namespace Sallyport.Detection.Models;

/// <summary>How a head's description is written.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(HeadDescription))]
[JsonSerializable(typeof(SecondDescription))]
internal sealed partial class HeadJson : JsonSerializerContext;
