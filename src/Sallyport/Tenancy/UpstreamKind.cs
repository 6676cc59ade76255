namespace Sallyport.Tenancy;

/// <summary>What an upstream speaks, and how it wants its credential.</summary>
public enum UpstreamKind
{
    /// <summary>OpenAI's protocols; <c>Authorization: Bearer</c>.</summary>
    OpenAi,

    /// <summary>Anthropic's Messages; <c>x-api-key</c>.</summary>
    Anthropic,

    /// <summary>OpenAI's protocols on Azure; <c>api-key</c>.</summary>
    Azure,
}
