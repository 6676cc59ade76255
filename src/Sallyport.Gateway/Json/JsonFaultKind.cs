namespace Sallyport.Gateway.Json;

/// <summary>Why a document was refused.</summary>
internal enum JsonFaultKind
{
    /// <summary>It was not.</summary>
    None,

    /// <summary>Nothing but white space.</summary>
    Empty,

    /// <summary>Begins with a byte-order mark (RFC 8259, section 8.1, forbids it).</summary>
    ByteOrderMark,

    /// <summary>Bytes that are not UTF-8.</summary>
    InvalidUtf8,

    /// <summary>Not JSON.</summary>
    Syntax,

    /// <summary>A number outside JSON's grammar.</summary>
    Number,

    /// <summary>An escape that JSON doesn't know, or a bare control character in a string.</summary>
    Escape,

    /// <summary>More bytes after the value.</summary>
    TrailingData,

    /// <summary>The end came inside the value.</summary>
    Truncated,

    /// <summary>An object has one name twice, compared after unescaping.</summary>
    DuplicateName,

    /// <summary>Half of a surrogate pair, written as an escape.</summary>
    LoneSurrogate,

    /// <summary>Deeper than the limit.</summary>
    TooDeep,

    /// <summary>More nodes than the limit.</summary>
    TooManyNodes,
}
