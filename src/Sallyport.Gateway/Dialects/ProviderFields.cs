using System.Collections.Frozen;

namespace Sallyport.Gateway.Dialects;

/// <summary>
/// Fields that no dialect defines, by whose names some provider searches, runs or looks up something of its own. What they are called is all
/// that is known of them, so the names are compared without case, <c>_</c> and <c>-</c>, and a request's own fields by the words in them too.
/// </summary>
internal static class ProviderFields
{
    private const int MaxLength = 64;

    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> s_tools = FrozenSet.ToFrozenSet(
    [
        "datasources", "plugins", "searchparameters", "enablesearch", "websearch", "websearchoptions", "searchoptions", "googlesearch",
        "codeexecution", "codeinterpreter", "connectors", "mcpservers", "grounding", "toolresources", "integrations",
    ], StringComparer.Ordinal).GetAlternateLookup<ReadOnlySpan<char>>();

    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> s_state = FrozenSet.ToFrozenSet(
    [
        "fileid", "fileids", "vectorstoreid", "vectorstoreids", "previousresponseid", "conversationid", "threadid", "assistantid", "cachedcontent",
    ], StringComparer.Ordinal).GetAlternateLookup<ReadOnlySpan<char>>();

    // Sampling and streaming settings of vLLM, Responses and GLM that have such a word in their names.
    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> s_harmless = FrozenSet.ToFrozenSet(
        ["usebeamsearch", "maxtoolcalls", "toolstream"], StringComparer.Ordinal).GetAlternateLookup<ReadOnlySpan<char>>();

    private static readonly string[] s_toolWords =
        ["search", "plugin", "datasource", "retriev", "tool", "mcp", "browse", "browsing", "connector", "grounding", "knowledge", "codeexec", "interpreter"];

    private static readonly string[] s_stateWords = ["fileid", "vectorstore", "responseid", "conversation", "threadid", "assistantid", "cachedcontent", "container", "preset"];

    /// <summary>What a field means to the provider, wherever it stands in what no dialect knows.</summary>
    public static ProviderField ClassOf(ReadOnlySpan<char> name)
    {
        Span<char> scratch = stackalloc char[MaxLength];
        var plain = Plain(name, scratch);
        return plain switch
        {
            "tools" or "tool" or "functions" => ProviderField.Definitions,
            _ when s_tools.Contains(plain) => ProviderField.Tool,
            _ when s_state.Contains(plain) => ProviderField.State,
            _ => ProviderField.None,
        };
    }

    /// <summary>What the words in a name tell. For fields of the request itself, among which none of the application's own is expected.</summary>
    public static ProviderField ClassOfWords(ReadOnlySpan<char> name)
    {
        Span<char> scratch = stackalloc char[MaxLength];
        var plain = Plain(name, scratch);
        return s_harmless.Contains(plain) ? ProviderField.None
            : Holds(plain, s_toolWords) ? ProviderField.Tool
            : Holds(plain, s_stateWords) ? ProviderField.State
            : ProviderField.None;
    }

    private static bool Holds(ReadOnlySpan<char> name, string[] words)
    {
        foreach (var word in words)
        {
            if (name.Contains(word, StringComparison.Ordinal))
            {
                return true;
            }
        }

        return false;
    }

    private static ReadOnlySpan<char> Plain(ReadOnlySpan<char> name, Span<char> to)
    {
        var length = 0;
        foreach (var letter in name.Length <= to.Length ? name : name[..to.Length])
        {
            if (letter is not ('_' or '-'))
            {
                to[length++] = FieldNames.Fold(letter);
            }
        }

        return to[..length];
    }
}
