namespace Sallyport.Retrieval.Library;

/// <summary>Why a call on a tenant's files or vector stores was refused.</summary>
public enum RetrievalFailure
{
    /// <summary>A value is outside what is allowed.</summary>
    Invalid,

    /// <summary>What the call names does not exist, or no longer.</summary>
    NotFound,

    /// <summary>An upload is longer than allowed.</summary>
    TooLarge,

    /// <summary>The tenant would keep more than its limit allows.</summary>
    Full,

    /// <summary>It is in a state that does not allow the call.</summary>
    Conflict,
}
