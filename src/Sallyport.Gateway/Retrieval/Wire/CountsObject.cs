namespace Sallyport.Gateway.Retrieval.Wire;

/// <summary>How far the files of a store or batch are.</summary>
internal sealed record CountsObject(long InProgress, long Completed, long Failed, long Cancelled, long Total);
