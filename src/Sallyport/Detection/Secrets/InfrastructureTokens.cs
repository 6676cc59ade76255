using static Sallyport.Detection.Secrets.TokenAlphabet;

namespace Sallyport.Detection.Secrets;

/// <summary>Tokens of observability, secret stores and infrastructure tools, and tokens that no vendor owns.</summary>
internal static class InfrastructureTokens
{
    public static IReadOnlyList<TokenFormat> Formats { get; } =
    [
        // Header and payload of a JSON Web Token both begin with the base64 of {" .
        new("jwt", "eyJ", Dotted, 40, int.MaxValue) { Check = TokenChecks.JsonWebToken, MinEntropy = 3.5f },
        new("grafana_token", "glc_", Base64, 32, 400) { MinEntropy = 3 },
        new("grafana_token", "glsa_", Word, 41) { MinEntropy = 3 },
        new("grafana_token", "eyJrIjoi", Base64, 62, 400),
        new("sentry_token", "sntrys_", TokenAlphabet.Anything, 60, 600) { MinEntropy = 3.5f },
        new("sentry_token", "sntryu_", Hex, 64),
        new("newrelic_key", "NRAK-", UpperAlphanumeric, 27, 64) { MinEntropy = 2.5f },
        new("newrelic_key", "NRII-", Url, 32) { MinEntropy = 2.5f },
        new("newrelic_key", "NRJS-", Alphanumeric, 19) { MinEntropy = 2.5f },
        new("newrelic_key", "NRRA-", Alphanumeric, 32, 64) { MinEntropy = 2.5f },
        new("dynatrace_token", "dt0c01.", Dotted, 80, 100),
        new("posthog_key", "phx_", Alphanumeric, 40, 52) { MinEntropy = 3.5f },
        new("axiom_token", "xaat-", HexDashed, 36),
        new("axiom_token", "xapt-", HexDashed, 36),
        new("ory_token", "ory_pat_", Alphanumeric, 32) { MinEntropy = 3 },
        new("ory_token", "ory_at_", Dotted, 40, 120) { MinEntropy = 3.5f },
        new("inngest_key", "signkey-prod-", Hex, 64),
        new("trigger_key", "tr_prod_", Alphanumeric, 20, 32) { Check = TokenChecks.Mixed },
        new("stytch_secret", "secret-live-", UrlPadded, 36, 48) { MinEntropy = 3, Check = TokenChecks.Mixed },
        new("stytch_secret", "secret-test-", UrlPadded, 36, 48) { MinEntropy = 3, Check = TokenChecks.Mixed },
        // RFC 8959: the scheme by which a bearer token says of itself that it is one.
        new("secret_token_uri", "secret-token:", Anything, 16, 512) { MinEntropy = 3, Check = TokenChecks.Mixed },
        new("django_key", "django-insecure-", Django, 40, 64) { MinEntropy = 3 },
        new("honeycomb_key", "hcaik_", Alphanumeric, 58),
        new("vault_token", "hvs.", Url, 24, 200) { MinEntropy = 3 },
        new("vault_token", "hvb.", Url, 100, 400) { MinEntropy = 3 },
        new("vault_token", "hvr.", Url, 24, 200) { MinEntropy = 3 },
        new("vault_token", "s.", Alphanumeric, 24) { MinEntropy = 3.5f, Check = TokenChecks.Mixed },
        new("terraform_token", ".atlasv1.", UrlPadded, 60, 72) { Lead = TokenLead.Alphanumeric, MinEntropy = 3.5f },
        new("doppler_token", "dp.pt.", Alphanumeric, 40, 44),
        new("doppler_token", "dp.st.", Dotted, 40, 80),
        new("doppler_token", "dp.sa.", Alphanumeric, 40, 44),
        new("doppler_token", "dp.ct.", Alphanumeric, 40, 44),
        new("doppler_token", "dp.scim.", Alphanumeric, 40, 44),
        new("doppler_token", "dp.audit.", Alphanumeric, 40, 44),
        new("infracost_key", "ico-", Alphanumeric, 32) { MinEntropy = 3 },
        new("onepassword_token", "ops_eyJ", Base64, 250, 2_048) { MinEntropy = 3.5f },
        new("onepassword_key", "A3-", UpperDashed, 34, 37) { MinEntropy = 3.5f },
        new("adafruit_key", "aio_", Alphanumeric, 28),
        new("defined_token", "dnkey-", Url, 64, 100) { MinEntropy = 3 },
        new("settlemint_token", "sm_pat_", Alphanumeric, 16),
        new("settlemint_token", "sm_sat_", Alphanumeric, 16),
        new("settlemint_token", "sm_aat_", Alphanumeric, 16),
        new("tailscale_key", "tskey-", Dashed, 24, 64) { MinEntropy = 3 },
    ];
}
