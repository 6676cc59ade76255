namespace Sallyport.Gateway.Dialects;

/// <summary>Why the gateway refuses, as a client has to be told.</summary>
internal enum RefusalKind
{
    /// <summary>The body is not what the dialect defines, or could be read in two ways.</summary>
    Malformed,

    /// <summary>The body is larger than the limit.</summary>
    TooLarge,

    /// <summary>No such route, or a method that it doesn't have.</summary>
    UnknownRoute,

    /// <summary>No upstream serves this model.</summary>
    UnknownModel,

    /// <summary>No credential, or none that is valid.</summary>
    Unauthenticated,

    /// <summary>The credential does not reach this far.</summary>
    Forbidden,

    /// <summary>A guard blocked the prompt.</summary>
    PromptBlocked,

    /// <summary>A guard blocked the answer.</summary>
    AnswerBlocked,

    /// <summary>The request asks for something that policy does not allow: provider-held state, a provider's tool, an item issued elsewhere.</summary>
    NotAllowed,

    /// <summary>A limit of the key or tenant is reached.</summary>
    RateLimited,

    /// <summary>The gateway has no room at the moment.</summary>
    Overloaded,

    /// <summary>The upstream failed, or answered what can't be read.</summary>
    UpstreamFailed,

    /// <summary>The upstream took too long.</summary>
    UpstreamTimeout,

    /// <summary>The gateway itself failed.</summary>
    Internal,
}
