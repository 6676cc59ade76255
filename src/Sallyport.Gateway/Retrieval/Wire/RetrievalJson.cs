using System.Text.Json.Serialization;

namespace Sallyport.Gateway.Retrieval.Wire;

/// <summary>
/// How the clean room's API reads and writes JSON. A field that it doesn't know is refused, since a setting that is passed over in silence may be the one
/// that was meant to protect something; so is a field that stands twice.
/// </summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow, AllowDuplicateProperties = false, MaxDepth = 16,
    Converters = [typeof(AttributeValueConverter)])]
[JsonSerializable(typeof(FileObject))]
[JsonSerializable(typeof(ListObject<FileObject>))]
[JsonSerializable(typeof(DeletedObject))]
[JsonSerializable(typeof(StoreObject))]
[JsonSerializable(typeof(ListObject<StoreObject>))]
[JsonSerializable(typeof(StoreFileObject))]
[JsonSerializable(typeof(ListObject<StoreFileObject>))]
[JsonSerializable(typeof(BatchObject))]
[JsonSerializable(typeof(ChunkObject))]
[JsonSerializable(typeof(SearchPageObject))]
[JsonSerializable(typeof(ContextObject))]
[JsonSerializable(typeof(StoreDraft))]
[JsonSerializable(typeof(StoreFileDraft))]
[JsonSerializable(typeof(BatchDraft))]
[JsonSerializable(typeof(SearchDraft))]
[JsonSerializable(typeof(RetrieveDraft))]
internal sealed partial class RetrievalJson : JsonSerializerContext;
