namespace Sallyport.Gateway.Failures;

/// <summary>Every way in which a request ends without the answer it asked for, by stage. What each means on the wire stands in <see cref="FailureTable"/>.</summary>
internal enum Failure
{
    /// <summary>Nothing failed.</summary>
    None = 0,

    // Reaching the gateway.

    /// <summary>No such path.</summary>
    UnknownRoute,

    /// <summary>A known path, asked with another method.</summary>
    MethodNotAllowed,

    /// <summary>The Host header names neither this gateway nor a name it was given.</summary>
    HostRefused,

    /// <summary>A browser sent the request from a page that is not allowed to.</summary>
    OriginRefused,

    // Who calls.

    /// <summary>No API key was sent.</summary>
    CredentialMissing,

    /// <summary>The API key is unknown, revoked or expired; which of these is not told.</summary>
    CredentialUnknown,

    /// <summary>Two different credentials were sent.</summary>
    CredentialsDisagree,

    /// <summary>The key lacks the scope of the route.</summary>
    ScopeMissing,

    /// <summary>The tenant is suspended.</summary>
    TenantSuspended,

    // How much.

    /// <summary>Too many requests in this minute.</summary>
    RequestsExhausted,

    /// <summary>Too many tokens in this minute.</summary>
    TokensExhausted,

    /// <summary>Too many requests at the same time.</summary>
    ConcurrencyExhausted,

    /// <summary>The process has too many bytes of requests and of whole answers in flight.</summary>
    Overloaded,

    /// <summary>The request could not be inspected in the time that one inspection may take.</summary>
    InspectionOverdue,

    // Reading the request.

    /// <summary>The body is larger than the limit.</summary>
    BodyTooLarge,

    /// <summary>The body has a content encoding.</summary>
    BodyEncoded,

    /// <summary>The body is not declared as JSON in UTF-8.</summary>
    BodyMediaType,

    /// <summary>The body ended early, or came too slowly.</summary>
    BodyIncomplete,

    /// <summary>The request tells its length in two ways.</summary>
    RequestAmbiguous,

    /// <summary>The body is not what the dialect says.</summary>
    RequestMalformed,

    /// <summary>The request asks for something that this gateway does not let through.</summary>
    RequestUnsupported,

    /// <summary>No upstream serves the model.</summary>
    ModelUnknown,

    /// <summary>There is no such file, vector store or batch of this tenant.</summary>
    ObjectUnknown,

    /// <summary>What is named is in a state that doesn't allow the request.</summary>
    ObjectConflict,

    /// <summary>The tenant keeps as much as it may.</summary>
    StorageExhausted,

    /// <summary>A guard blocked the request.</summary>
    PromptBlocked,

    /// <summary>A guard blocked the answer.</summary>
    AnswerBlocked,

    /// <summary>The client left.</summary>
    ClientGone,

    // Talking to the upstream.

    /// <summary>The upstream's address points inward and the operator has not named it.</summary>
    UpstreamAddressRefused,

    /// <summary>The upstream could not be reached.</summary>
    UpstreamUnreachable,

    /// <summary>The upstream sent no first byte in time.</summary>
    UpstreamSilent,

    /// <summary>The upstream fell silent in the middle of an answer.</summary>
    UpstreamStalled,

    /// <summary>The whole exchange took too long.</summary>
    UpstreamOverlong,

    /// <summary>The answer ended before it was complete.</summary>
    UpstreamTruncated,

    /// <summary>The upstream answered with something that cannot be read: redirects, content encodings, other media types, broken JSON or events.</summary>
    UpstreamUnreadable,

    /// <summary>The upstream's answer passes the size limits.</summary>
    UpstreamOversized,

    /// <summary>The upstream refused the credential that is kept for this tenant.</summary>
    UpstreamCredentialRefused,

    // Keeping the record.

    /// <summary>The ledger cannot be written.</summary>
    LedgerUnavailable,

    /// <summary>A guard could not read what it has to.</summary>
    GuardUnavailable,

    /// <summary>The process was told to stop, and the time for what was under way is over.</summary>
    ShuttingDown,

    /// <summary>The store that counts tokens over all nodes is away.</summary>
    LimitsUnavailable,

    /// <summary>The embedder gives no vectors at the moment, the index doesn't fit into memory, or the database is away.</summary>
    RetrievalUnavailable,

    /// <summary>What was found belongs to another tenant.</summary>
    IsolationBreach,

    /// <summary>A bug.</summary>
    Internal,
}
