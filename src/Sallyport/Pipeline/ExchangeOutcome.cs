namespace Sallyport.Pipeline;

/// <summary>How an exchange ended, for the record, metrics and traces.</summary>
public enum ExchangeOutcome
{
    /// <summary>The answer left whole, edited or not.</summary>
    Completed,

    /// <summary>The request was refused before any guard decided: malformed, not allowed, no upstream.</summary>
    Refused,

    /// <summary>A guard blocked the request.</summary>
    PromptBlocked,

    /// <summary>A guard blocked the answer, or the rest of it.</summary>
    AnswerBlocked,

    /// <summary>The upstream failed or broke off.</summary>
    UpstreamFailed,

    /// <summary>The client left before the end.</summary>
    ClientGone,

    /// <summary>The gateway failed.</summary>
    Failed,
}
