using System.Diagnostics.CodeAnalysis;

namespace Sallyport.Tenancy;

/// <summary>The text form of <see cref="UpstreamKind"/>: <c>openai</c>, <c>anthropic</c>, <c>azure</c>.</summary>
public static class UpstreamKindNames
{
    /// <summary>The kind's name.</summary>
    public static string Format(UpstreamKind kind) => kind switch
    {
        UpstreamKind.Anthropic => "anthropic",
        UpstreamKind.Azure => "azure",
        _ => "openai",
    };

    /// <summary>Reads a name, in lower case.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out UpstreamKind kind)
    {
        (var known, kind) = text switch
        {
            "openai" => (true, UpstreamKind.OpenAi),
            "anthropic" => (true, UpstreamKind.Anthropic),
            "azure" => (true, UpstreamKind.Azure),
            _ => (false, UpstreamKind.OpenAi),
        };
        return known;
    }
}
