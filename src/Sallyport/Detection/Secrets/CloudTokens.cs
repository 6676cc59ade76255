using static Sallyport.Detection.Secrets.TokenAlphabet;

namespace Sallyport.Detection.Secrets;

/// <summary>Tokens of clouds and hosting, as their own documentation writes them.</summary>
internal static class CloudTokens
{
    public static IReadOnlyList<TokenFormat> Formats { get; } =
    [
        // docs.aws.amazon.com/IAM: unique identifiers; the four prefixes that are access keys or bearer tokens.
        new("aws_access_key", "AKIA", UpperAlphanumeric, 16) { MinEntropy = 3 },
        new("aws_access_key", "ASIA", UpperAlphanumeric, 16) { MinEntropy = 3, Check = TokenChecks.HasDigit },
        new("aws_access_key", "ABIA", UpperAlphanumeric, 16) { MinEntropy = 3, Check = TokenChecks.HasDigit },
        new("aws_access_key", "ACCA", UpperAlphanumeric, 16) { MinEntropy = 3, Check = TokenChecks.HasDigit },
        new("aws_bedrock_key", "ABSKQmVkcm9ja0FQSUtleS", Base64, 90, 300),
        new("aws_bedrock_key", "bedrock-api-key-YmVkcm9jay5hbWF6b25hd3MuY29t", Base64, 0, 4_000) { MinEntropy = 0 },
        new("aws_session_token", "IQoJb3JpZ2lu", Base64, 100, 2_048) { MinEntropy = 3.5f },
        new("aws_session_token", "FwoGZXIvYXdz", Base64, 100, 2_048) { MinEntropy = 3.5f },
        new("amazon_token", "amzn.mws.", HexDashed, 36),
        new("amazon_token", "amzn1.oa2-cs.v1.", Hex, 64),
        new("gcp_api_key", "AIza", Url, 35) { MinEntropy = 3.5f },
        new("gcp_oauth_secret", "GOCSPX-", Url, 28),
        new("gcp_api_key", "AQ.Ab", Url, 40, 80) { MinEntropy = 3.5f },
        new("gcp_access_token", "ya29.", Dotted, 30, 2_048),
        new("gcp_refresh_token", "1//0", Url, 40, 256) { MinEntropy = 3.5f, Check = TokenChecks.Mixed },
        // learn.microsoft.com, Entra application secrets: three characters and a digit, Q~, then 31 to 34.
        new("azure_client_secret", "Q~", DottedTilde, 31, 34) { Lead = TokenLead.Digit, MinEntropy = 3.5f },
        new("digitalocean_token", "dop_v1_", Hex, 64),
        new("digitalocean_token", "doo_v1_", Hex, 64),
        new("digitalocean_token", "dor_v1_", Hex, 64),
        new("alibaba_access_key", "LTAI", Alphanumeric, 12, 26) { Check = TokenChecks.Mixed, MinEntropy = 3 },
        new("tencent_access_key", "AKID", Alphanumeric, 32) { Check = TokenChecks.Mixed },
        new("yandex_key", "AQVN", Url, 35, 38) { MinEntropy = 3.5f },
        new("yandex_key", "YCAJE", Url, 20, 40) { MinEntropy = 3.5f },
        new("yandex_key", "y0_", Url, 40, 100) { MinEntropy = 3.5f, Check = TokenChecks.Mixed },
        new("heroku_token", "HRKU-", Url, 36, 64) { MinEntropy = 3 },
        new("cloudflare_origin_key", "v1.0-", HexDashed, 171) { MinEntropy = 3 },
        new("netlify_token", "nfp_", Alphanumeric, 36, 40),
        new("netlify_token", "nfc_", Alphanumeric, 36, 40),
        new("netlify_token", "nfo_", Alphanumeric, 36, 40),
        new("netlify_token", "nfb_", Alphanumeric, 36, 40),
        // vercel.com/docs: tokens of people, integrations, applications, their renewals, and of the AI gateway.
        new("vercel_token", "vcp_", Alphanumeric, 24, 80) { MinEntropy = 3.5f, Check = TokenChecks.Mixed },
        new("vercel_token", "vci_", Alphanumeric, 24, 80) { MinEntropy = 3.5f, Check = TokenChecks.Mixed },
        new("vercel_token", "vca_", Alphanumeric, 24, 80) { MinEntropy = 3.5f, Check = TokenChecks.Mixed },
        new("vercel_token", "vcr_", Alphanumeric, 24, 80) { MinEntropy = 3.5f, Check = TokenChecks.Mixed },
        new("vercel_token", "vck_", Alphanumeric, 24, 80) { MinEntropy = 3.5f, Check = TokenChecks.Mixed },
        new("deno_token", "ddp_", Alphanumeric, 36, 44) { MinEntropy = 3.5f },
        new("deno_token", "ddo_", Alphanumeric, 36, 44) { MinEntropy = 3.5f },
        new("render_token", "rnd_", Alphanumeric, 28, 40) { MinEntropy = 3.5f },
        new("supabase_token", "sbp_", Hex, 40),
        new("supabase_token", "sb_secret_", Url, 31, 48),
        new("neon_token", "napi_", Alphanumeric, 64),
        new("neon_password", "npg_", Alphanumeric, 12, 32) { Check = TokenChecks.Mixed, MinEntropy = 3 },
        new("aiven_password", "AVNS_", Url, 15, 40) { Check = TokenChecks.Mixed, MinEntropy = 3 },
        new("cockroachdb_key", "CCDB1_", Word, 40, 90) { MinEntropy = 3.5f },
        new("planetscale_token", "pscale_tkn_", UrlPadded, 32, 64),
        new("planetscale_token", "pscale_oauth_", UrlPadded, 32, 64),
        new("planetscale_password", "pscale_pw_", UrlPadded, 32, 64),
        new("mongodb_token", "mdb_sa_sk_", Url, 40, 64),
        new("clickhouse_token", "4b1d", Alphanumeric, 38) { Check = TokenChecks.Mixed },
        new("fly_token", "fo1_", Url, 43),
        new("fly_token", "fm1a_", Base64, 100, 4_000),
        new("fly_token", "fm1r_", Base64, 100, 4_000),
        new("fly_token", "fm2_", Base64, 100, 4_000),
        new("scalingo_token", "tk-us-", Url, 48),
        new("age_key", "AGE-SECRET-KEY-1", UpperAlphanumeric, 58),
    ];
}
