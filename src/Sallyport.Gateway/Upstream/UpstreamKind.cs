namespace Sallyport.Gateway.Upstream;

/// <summary>What an upstream speaks, and how it is told who calls.</summary>
internal enum UpstreamKind
{
    /// <summary>OpenAI's API or one like it (vLLM, Ollama, ...): <c>Authorization: Bearer</c>.</summary>
    OpenAi,

    /// <summary>Anthropic's API: <c>x-api-key</c> and <c>anthropic-version</c>.</summary>
    Anthropic,

    /// <summary>Azure OpenAI's v1 API: <c>api-key</c>.</summary>
    Azure,
}
