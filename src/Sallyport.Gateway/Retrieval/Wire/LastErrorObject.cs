namespace Sallyport.Gateway.Retrieval.Wire;

/// <summary>Why a file could not be read into a store.</summary>
internal sealed record LastErrorObject(string Code, string Message);
