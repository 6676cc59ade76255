using static Sallyport.Detection.Secrets.TokenAlphabet;

namespace Sallyport.Detection.Secrets;

/// <summary>Tokens of services that teams work with: trackers, documents, design, forms, content.</summary>
internal static class WorkplaceTokens
{
    public static IReadOnlyList<TokenFormat> Formats { get; } =
    [
        new("linear_key", "lin_api_", Alphanumeric, 40),
        new("linear_key", "lin_oauth_", Hex, 64),
        new("notion_token", "ntn_", Alphanumeric, 40, 50),
        new("notion_token", "secret_", Alphanumeric, 43) { MinEntropy = 3.5f, Check = TokenChecks.Mixed },
        new("atlassian_token", "ATATT3", UrlPadded, 100, 250) { MinEntropy = 3.5f },
        new("atlassian_token", "ATCTT3", UrlPadded, 100, 250) { MinEntropy = 3.5f },
        new("figma_token", "figd_", Url, 36, 64),
        new("dropbox_token", "sl.", Url, 130, 2_048) { MinEntropy = 3.5f },
        new("dropbox_token", "sl.u.", Url, 130, 2_048) { MinEntropy = 3.5f },
        new("hubspot_token", "pat-na1-", HexDashed, 36),
        new("hubspot_token", "pat-eu1-", HexDashed, 36),
        new("hubspot_token", "pat-na2-", HexDashed, 36),
        new("hubspot_token", "pat-ap1-", HexDashed, 36),
        // Its own names the organisation first: 00D, its number, an exclamation mark, the session.
        new("salesforce_token", "00D", Unquoted, 100, 180) { Check = TokenChecks.Salesforce, MinEntropy = 3.5f },
        new("typeform_token", "tfp_", TokenAlphabet.Anything, 40, 80) { MinEntropy = 3 },
        new("contentful_token", "CFPAT-", Url, 43),
        new("mapbox_token", "sk.eyJ", Dotted, 60, 128) { MinEntropy = 3.5f },
        new("mapbox_token", "pk.eyJ", Dotted, 60, 128) { MinEntropy = 3.5f, Score = 0.6f },
        new("readme_key", "rdme_", Alphanumeric, 70),
        new("frameio_token", "fio-u-", UrlPadded, 64),
        new("intra42_secret", "s-s4t2ud-", Hex, 64),
        new("intra42_secret", "s-s4t2af-", Hex, 64),
    ];
}
