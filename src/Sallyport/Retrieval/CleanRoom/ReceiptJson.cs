using System.Text.Json.Serialization;

namespace Sallyport.Retrieval.CleanRoom;

/// <summary>How a receipt's sealed query is written.</summary>
[JsonSerializable(typeof(IReadOnlyList<string>))]
internal sealed partial class ReceiptJson : JsonSerializerContext;
