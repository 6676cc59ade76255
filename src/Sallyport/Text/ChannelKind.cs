namespace Sallyport.Text;

/// <summary>The kinds of text that an answer streams.</summary>
public enum ChannelKind
{
    /// <summary>The answer's text.</summary>
    Text,

    /// <summary>Reasoning, whole or summarised.</summary>
    Reasoning,

    /// <summary>A refusal's text.</summary>
    Refusal,

    /// <summary>The transcript of spoken output.</summary>
    AudioTranscript,

    /// <summary>The arguments of one tool call; held until complete.</summary>
    ToolArguments,

    /// <summary>A string in a field that the dialect does not name.</summary>
    Unknown,
}
