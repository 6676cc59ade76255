namespace Sallyport.Gateway.RemoteGuards;

/// <summary>How a call to a remote guard ended.</summary>
internal enum RemoteOutcome
{
    /// <summary>It was answered.</summary>
    Answered,

    /// <summary>It took longer than it may, waiting for its turn included.</summary>
    TimedOut,

    /// <summary>There was no connection, or it broke.</summary>
    Unreachable,

    /// <summary>The address points inward, and the operator has not named it.</summary>
    AddressRefused,

    /// <summary>The answer has another status than 200 and those of <see cref="Refused"/>.</summary>
    Status,

    /// <summary>The guard refuses this text: 400, 413, 422 or 424, as for one that it filters itself or that has too many tokens. A sender can bring that about.</summary>
    Refused,

    /// <summary>The answer is longer than it may be.</summary>
    Oversized,

    /// <summary>The answer is not of the known form, or lacks a label that the guard goes by; or a classifier gave no probabilities.</summary>
    Unreadable,

    /// <summary>The tenant has no upstream of the credential's name, or it has another scheme, host or port.</summary>
    NoCredential,

    /// <summary>The operator runs no classifier of that name, or it lacks a label that the guard goes by.</summary>
    NoModel,
}
