namespace Sallyport.Tenancy;

/// <summary>What a principal may do.</summary>
[Flags]
public enum Scopes
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>Call models: Chat Completions, Responses, Messages, the list of models.</summary>
    Infer = 1,

    /// <summary>Call embedding models.</summary>
    Embed = 2,

    /// <summary>Be told why a verdict was reached: which guard, which kind of finding.</summary>
    Explain = 4,

    /// <summary>Search documents.</summary>
    Retrieve = 8,

    /// <summary>Upload documents, and change and read what searches find.</summary>
    Ingest = 16,
}
