namespace Sallyport.Gateway.Dialects;

/// <summary>
/// The types of tools that a client executes, in one dialect: any other runs at the provider, also one that came after this list was written.
/// </summary>
/// <param name="types">The types by their whole names.</param>
/// <param name="datedTypes">The beginnings of types that go on with eight digits, their version's date, and nothing else.</param>
/// <param name="hasUntyped">Whether a tool without a type is the client's.</param>
internal sealed class ClientTools(string[] types, string[] datedTypes, bool hasUntyped)
{
    private const int DateLength = 8;

    /// <summary>OpenAI Chat Completions.</summary>
    public static readonly ClientTools Chat = new(["function", "custom"], [], hasUntyped: false);

    /// <summary>OpenAI Responses: functions, and OpenAI's own tools that the client executes.</summary>
    public static readonly ClientTools Responses =
        new(["function", "custom", "local_shell", "apply_patch", "computer_use_preview", "computer"], [], hasUntyped: false);

    /// <summary>Anthropic Messages: a tool of the client's own needs no type, and a reference names one that stands elsewhere in the request.</summary>
    public static readonly ClientTools Messages =
        new(["custom", "tool_reference"], ["bash_", "text_editor_", "computer_", "memory_"], hasUntyped: true);

    /// <summary>Whether a tool without a type is the client's.</summary>
    public bool HasUntyped => hasUntyped;

    /// <summary>Whether the client executes tools of this type.</summary>
    public bool IsType(string type) => Array.IndexOf(types, type) >= 0 || Array.Exists(datedTypes, start => IsDated(type, start));

    // By its beginning alone, bash_code_execution_20250825 would be one, which runs at the provider.
    private static bool IsDated(string type, string start) =>
        type.Length == start.Length + DateLength
        && type.StartsWith(start, StringComparison.Ordinal)
        && type.AsSpan(start.Length).IndexOfAnyExceptInRange('0', '9') < 0;
}
