namespace Sallyport.Gateway.Failures;

/// <summary>The classes of error that the dialects tell apart; each has its own word for every one.</summary>
internal enum ErrorKind
{
    /// <summary>The request itself is wrong.</summary>
    InvalidRequest,

    /// <summary>No credential, or not a valid one.</summary>
    Authentication,

    /// <summary>A valid credential that may not do this.</summary>
    Permission,

    /// <summary>No such thing.</summary>
    NotFound,

    /// <summary>Too large.</summary>
    TooLarge,

    /// <summary>Too much in too short a time.</summary>
    RateLimit,

    /// <summary>A content guard stopped it.</summary>
    ContentFilter,

    /// <summary>Too busy.</summary>
    Overloaded,

    /// <summary>Something on the server's side failed.</summary>
    Server,

    /// <summary>Something on the server's side took too long.</summary>
    Timeout,
}
