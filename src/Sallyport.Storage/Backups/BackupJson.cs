using System.Text.Json.Serialization;

namespace Sallyport.Storage.Backups;

/// <summary>The files' JSON, without reflection.</summary>
[JsonSourceGenerationOptions(WriteIndented = true, PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(BackupManifest))]
[JsonSerializable(typeof(Dictionary<string, byte[]>))]
[JsonSerializable(typeof(Dictionary<string, Dictionary<string, byte[]>>))]
internal sealed partial class BackupJson : JsonSerializerContext;
