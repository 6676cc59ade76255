using Sallyport.Text;

namespace Sallyport.Gateway.OpenAi;

/// <summary>An event that carries a stretch of one text, or the whole of it at its end.</summary>
/// <param name="Kind">Which text of its item.</param>
/// <param name="Text">The field with the text.</param>
/// <param name="Index">The field with the part's number; empty where the item has one text of the kind.</param>
/// <param name="IsEnd">Whether the text is over.</param>
/// <param name="IsJson">Whether the text is JSON.</param>
/// <param name="FirstPart">Added to the part's number.</param>
/// <param name="NeedsItem">Whether the event has to name its item.</param>
/// <param name="IsSound">Whether it is sound in base64, which no detector reads.</param>
internal sealed record ResponsesTextEvent(
    ChannelKind Kind, string Text, string Index, bool IsEnd, bool IsJson = false, int FirstPart = 0, bool NeedsItem = true, bool IsSound = false)
{
    // Stretches of a call's action that stream apart are numbered above the action itself.
    private const int FirstStretch = 1 << 16;

    private static readonly ResponsesTextEvent s_text = new(ChannelKind.Text, "delta", "content_index", IsEnd: false);
    private static readonly ResponsesTextEvent s_textEnd = s_text with { Text = "text", IsEnd = true };
    private static readonly ResponsesTextEvent s_refusal = s_text with { Kind = ChannelKind.Refusal };
    private static readonly ResponsesTextEvent s_refusalEnd = s_refusal with { Text = "refusal", IsEnd = true };
    private static readonly ResponsesTextEvent s_reasoning =
        s_text with { Kind = ChannelKind.Reasoning, FirstPart = ResponsesAnswerReader.FirstReasoningText };
    private static readonly ResponsesTextEvent s_reasoningEnd = s_reasoning with { Text = "text", IsEnd = true };
    private static readonly ResponsesTextEvent s_summary = new(ChannelKind.Reasoning, "delta", "summary_index", IsEnd: false);
    private static readonly ResponsesTextEvent s_summaryEnd = s_summary with { Text = "text", IsEnd = true };
    private static readonly ResponsesTextEvent s_arguments = new(ChannelKind.ToolArguments, "delta", "", IsEnd: false, IsJson: true);
    private static readonly ResponsesTextEvent s_argumentsEnd = s_arguments with { Text = "arguments", IsEnd = true };
    private static readonly ResponsesTextEvent s_input = s_arguments with { IsJson = false };
    private static readonly ResponsesTextEvent s_inputEnd = s_input with { Text = "input", IsEnd = true };
    private static readonly ResponsesTextEvent s_codeEnd = s_input with { Text = "code", IsEnd = true };
    private static readonly ResponsesTextEvent s_command = s_input with { Index = "command_index", FirstPart = FirstStretch };
    private static readonly ResponsesTextEvent s_commandBegin = s_command with { Text = "command" };
    private static readonly ResponsesTextEvent s_commandEnd = s_commandBegin with { IsEnd = true };
    private static readonly ResponsesTextEvent s_diff = s_input with { FirstPart = FirstStretch };
    private static readonly ResponsesTextEvent s_diffEnd = s_diff with { Text = "diff", IsEnd = true };
    private static readonly ResponsesTextEvent s_sound = new(ChannelKind.Unknown, "delta", "", IsEnd: false, NeedsItem: false, IsSound: true);
    private static readonly ResponsesTextEvent s_transcript = new(ChannelKind.AudioTranscript, "delta", "", IsEnd: false, NeedsItem: false);

    /// <summary>The field with the text.</summary>
    public ReadOnlySpan<byte> TextName => Text switch
    {
        "text" => "text"u8,
        "refusal" => "refusal"u8,
        "arguments" => "arguments"u8,
        "input" => "input"u8,
        "code" => "code"u8,
        "command" => "command"u8,
        "diff" => "diff"u8,
        _ => "delta"u8,
    };

    /// <summary>The field with the part's number; empty for none.</summary>
    public ReadOnlySpan<byte> IndexName => Index switch
    {
        "content_index" => "content_index"u8,
        "summary_index" => "summary_index"u8,
        "command_index" => "command_index"u8,
        _ => default,
    };

    /// <summary>What an event of this type is, or null where it carries no text of the answer's.</summary>
    public static ResponsesTextEvent? Of(ReadOnlySpan<char> type) => type switch
    {
        "response.output_text.delta" => s_text,
        "response.output_text.done" => s_textEnd,
        "response.refusal.delta" => s_refusal,
        "response.refusal.done" => s_refusalEnd,
        "response.reasoning_text.delta" => s_reasoning,
        "response.reasoning_text.done" => s_reasoningEnd,
        "response.reasoning_summary_text.delta" => s_summary,
        "response.reasoning_summary_text.done" => s_summaryEnd,
        "response.function_call_arguments.delta" or "response.mcp_call_arguments.delta" => s_arguments,
        "response.function_call_arguments.done" or "response.mcp_call_arguments.done" => s_argumentsEnd,
        "response.custom_tool_call_input.delta" or "response.code_interpreter_call_code.delta" => s_input,
        "response.custom_tool_call_input.done" => s_inputEnd,
        "response.code_interpreter_call_code.done" => s_codeEnd,
        "response.shell_call_command.added" => s_commandBegin,
        "response.shell_call_command.done" => s_commandEnd,
        "response.shell_call_command.delta" => s_command,
        "response.apply_patch_call_operation_diff.delta" => s_diff,
        "response.apply_patch_call_operation_diff.done" => s_diffEnd,
        "response.audio.delta" => s_sound,
        "response.audio.transcript.delta" => s_transcript,
        _ => null,
    };

    /// <summary>Whether an event only tells how far something has got, or adds to a text what <c>Rest</c> reads.</summary>
    public static bool IsProgress(ReadOnlySpan<char> type) => type is
        "response.output_text.annotation.added" or "response.audio.done" or "response.audio.transcript.done"
        or "response.web_search_call.in_progress" or "response.web_search_call.searching" or "response.web_search_call.completed"
        or "response.file_search_call.in_progress" or "response.file_search_call.searching" or "response.file_search_call.completed"
        or "response.code_interpreter_call.in_progress" or "response.code_interpreter_call.interpreting" or "response.code_interpreter_call.completed"
        or "response.image_generation_call.in_progress" or "response.image_generation_call.generating"
        or "response.image_generation_call.partial_image" or "response.image_generation_call.completed"
        or "response.mcp_call.in_progress" or "response.mcp_call.completed" or "response.mcp_call.failed"
        or "response.compaction.compacting" or "response.mcp_list_tools.in_progress" or "response.mcp_list_tools.completed" or "response.mcp_list_tools.failed";
}
