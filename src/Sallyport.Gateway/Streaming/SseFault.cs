namespace Sallyport.Gateway.Streaming;

/// <summary>Why a stream can't be split any further.</summary>
internal enum SseFault
{
    /// <summary>It can.</summary>
    None,

    /// <summary>Begins with a byte-order mark.</summary>
    ByteOrderMark,

    /// <summary>An event, or a line of it, is longer than the limit.</summary>
    EventTooLong,
}
