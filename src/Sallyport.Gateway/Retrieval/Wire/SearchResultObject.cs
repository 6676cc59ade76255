using Sallyport.Retrieval;

namespace Sallyport.Gateway.Retrieval.Wire;

/// <summary>One chunk that was found.</summary>
internal sealed record SearchResultObject(string FileId, string Filename, float Score, IReadOnlyDictionary<string, AttributeValue> Attributes, IReadOnlyList<TextObject> Content);
