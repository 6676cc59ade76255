namespace Sallyport.Gateway.Dialects;

/// <summary>What a slot's bytes are, and so how an edit of them is written.</summary>
internal enum SlotKind
{
    /// <summary>A string token that is a whole text.</summary>
    Text,

    /// <summary>A string token whose text is itself JSON (OpenAI's tool-call arguments).</summary>
    NestedJson,

    /// <summary>A JSON value that is a tool call's arguments as it stands (Anthropic's <c>input</c>).</summary>
    JsonValue,

    /// <summary>A number as long as a telephone's or a card's, where anything may stand. One that must not pass becomes a string.</summary>
    Number,

    /// <summary>A string token that stood in its place before, word for word. Its channel goes on with it, but it does not wait for what comes.</summary>
    Label,

    /// <summary>A property's name. Can't be edited in place; what must not pass there blocks.</summary>
    PropertyName,

    /// <summary>A string token that continues its channel.</summary>
    Delta,

    /// <summary>A string token that gives a channel's whole text again. It is written as the channel was released.</summary>
    Repeat,

    /// <summary>As <see cref="Repeat"/>, as a JSON value instead of a string.</summary>
    RepeatedJsonValue,

    /// <summary>A string token in which the provider gives the request's own text back (<c>instructions</c>, tool definitions).</summary>
    Echo,

    /// <summary>Text that was decoded out of an envelope (a text file in base64). Can't be edited in place.</summary>
    Decoded,

    /// <summary>Something that no detector reads: an image, audio, ciphertext, a part of unknown type.</summary>
    Opaque,
}
