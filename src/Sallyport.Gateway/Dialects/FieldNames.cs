using System.Collections.Frozen;

namespace Sallyport.Gateway.Dialects;

/// <summary>
/// Names of fields on which a reader acts. Some providers read names in any case (Go's encoding/json, ASP.NET Core): to them a name that differs from one of
/// these in case alone would say what it doesn't say here.
/// </summary>
internal static class FieldNames
{
    private const int MaxLength = 64;

    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> s_names = FrozenSet.ToFrozenSet(
    [
        // Of a request.
        "model", "messages", "input", "instructions", "system", "stream", "n", "max_tokens", "max_completion_tokens", "max_output_tokens", "tools", "tool_choice", "functions",
        "function_call", "prediction", "web_search_options", "store", "logprobs", "top_logprobs", "include", "previous_response_id", "conversation", "prompt", "background",
        "container", "mcp_servers",

        // Of messages, items, parts, blocks and tools.
        "type", "id", "role", "content", "text", "refusal", "name", "reasoning", "reasoning_content", "reasoning_details", "thinking", "summary", "encrypted_content", "signature",
        "data", "tool_calls", "tool_call_id", "call_id", "tool_use_id", "function", "custom", "arguments", "output", "definition", "source", "url", "image_url", "file", "file_id",
        "file_data", "file_url", "input_audio", "audio", "media_type", "result",
    ], StringComparer.Ordinal).GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>Whether a name is one of these.</summary>
    public static bool IsOne(ReadOnlySpan<char> name) => s_names.Contains(name);

    /// <summary>The name of these that a name is in other letters' case; null where it is none, or is one as it stands.</summary>
    public static string? OtherCaseOf(ReadOnlySpan<char> name)
    {
        if (name.Length > MaxLength)
        {
            return null;
        }

        Span<char> folded = stackalloc char[MaxLength];
        folded = folded[..name.Length];
        for (var i = 0; i < name.Length; i++)
        {
            folded[i] = Fold(name[i]);
        }

        return !folded.SequenceEqual(name) && s_names.TryGetValue(folded, out var known) ? known : null;
    }

    /// <summary>A letter without its case, as Go's encoding/json folds it: the long s and the Kelvin sign are letters of ASCII, too.</summary>
    public static char Fold(char letter) => letter == 'ſ' ? 's' : char.ToLowerInvariant(letter);
}
