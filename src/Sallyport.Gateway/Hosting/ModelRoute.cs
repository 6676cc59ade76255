namespace Sallyport.Gateway.Hosting;

/// <summary>The routes of model traffic.</summary>
internal enum ModelRoute
{
    /// <summary>OpenAI Chat Completions.</summary>
    ChatCompletions,

    /// <summary>OpenAI Responses.</summary>
    Responses,

    /// <summary>Anthropic Messages.</summary>
    Messages,

    /// <summary>Anthropic's count of the tokens that a Messages request would take.</summary>
    CountTokens,

    /// <summary>OpenAI Embeddings.</summary>
    Embeddings,

    /// <summary>OpenAI Moderations, answered by this gateway itself.</summary>
    Moderations,

    /// <summary>The list of models.</summary>
    Models,

    /// <summary>One entry of that list.</summary>
    Model,
}
