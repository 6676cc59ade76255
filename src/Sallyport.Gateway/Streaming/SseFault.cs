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

    /// <summary>
    /// Has a line that is no comment and no field of the format, or ends otherwise to some clients. A client that goes by the format passes it over; one that strips its lines finds
    /// <c>data</c> where a space, a mark or another sign stands before it.
    /// </summary>
    UnknownField,
}
