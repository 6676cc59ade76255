using static Sallyport.Detection.Secrets.TokenAlphabet;

namespace Sallyport.Detection.Secrets;

/// <summary>Keys of model providers and the services around them.</summary>
internal static class AiProviderTokens
{
    public static IReadOnlyList<TokenFormat> Formats { get; } =
    [
        new("anthropic_key", "sk-ant-", Url, 86, 128) { MinEntropy = 3, Check = AnthropicKey },
        new("openai_key", "sk-proj-", Url, 40, 220) { MinEntropy = 3 },
        new("openai_key", "sk-svcacct-", Url, 40, 220) { MinEntropy = 3 },
        new("openai_key", "sk-admin-", Url, 40, 220) { MinEntropy = 3 },
        new("openrouter_key", "sk-or-v1-", Hex, 64),
        new("langfuse_key", "sk-lf-", HexDashed, 36),
        new("helicone_key", "sk-helicone-", Dashed, 20, 64) { MinEntropy = 3, Check = TokenChecks.Mixed },
        new("openai_key", "sk-", Url, 20, 220) { MinEntropy = 3, Check = TokenChecks.OpenAi },
        new("huggingface_token", "hf_", Alphanumeric, 34) { MinEntropy = 3 },
        new("huggingface_token", "api_org_", Alphanumeric, 34) { MinEntropy = 3 },
        new("groq_key", "gsk_", Alphanumeric, 52),
        new("together_key", "tgp_v1_", Url, 43),
        new("wandb_key", "wandb_v1_", Word, 60, 100) { MinEntropy = 3.5f },
        new("runpod_key", "rpa_", Alphanumeric, 36, 64) { MinEntropy = 3.5f, Check = TokenChecks.Mixed },
        new("cursor_key", "crsr_", Hex, 64),
        new("brave_key", "BSA", Url, 28) { MinEntropy = 3.5f, Check = TokenChecks.Mixed },
        new("xai_key", "xai-", Alphanumeric, 80),
        new("perplexity_key", "pplx-", Alphanumeric, 48),
        new("replicate_token", "r8_", Alphanumeric, 37, 40),
        new("fireworks_key", "fw_", Alphanumeric, 22, 24) { Check = TokenChecks.Mixed },
        new("cerebras_key", "csk-", Alphanumeric, 48),
        new("nvidia_key", "nvapi-", Url, 60, 70),
        new("pinecone_key", "pcsk_", Word, 60, 80),
        new("voyage_key", "pa-", Url, 43) { Check = TokenChecks.Mixed },
        new("tavily_key", "tvly-", Url, 32, 48) { MinEntropy = 3 },
        new("langsmith_key", "lsv2_pt_", Word, 43) { MinEntropy = 3 },
        new("langsmith_key", "lsv2_sk_", Word, 43) { MinEntropy = 3 },
        new("jina_key", "jina_", Word, 60) { MinEntropy = 3 },
        new("firecrawl_key", "fc-", Hex, 32) { Check = TokenChecks.Mixed },
        new("e2b_key", "e2b_", Hex, 40),
        new("elevenlabs_key", "sk_", Hex, 48) { Check = TokenChecks.Mixed },
    ];

    private static float AnthropicKey(ReadOnlySpan<char> token, int prefixLength) =>
        token.EndsWith("AA", StringComparison.Ordinal) && Randomness.Entropy(token[prefixLength..]) > 3.5f ? 0.98f : float.NaN;
}
