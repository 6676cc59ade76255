namespace Sallyport.Gateway.Dialects;

/// <summary>What an event of a stream is.</summary>
internal enum EventKind
{
    /// <summary>A part of the answer.</summary>
    Answer,

    /// <summary>Keeps the connection open and says nothing: a comment, a ping.</summary>
    KeepAlive,

    /// <summary>The provider's own error; the stream ends with it.</summary>
    Error,

    /// <summary>The answer is whole.</summary>
    End,

    /// <summary>Not what the dialect defines; to be treated as a failed upstream, and not to be passed on.</summary>
    Malformed,
}
