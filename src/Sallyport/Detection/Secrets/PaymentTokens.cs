using static Sallyport.Detection.Secrets.TokenAlphabet;

namespace Sallyport.Detection.Secrets;

/// <summary>Keys of payment, shop and shipping services.</summary>
internal static class PaymentTokens
{
    public static IReadOnlyList<TokenFormat> Formats { get; } =
    [
        // docs.stripe.com/keys
        new("stripe_key", "sk_live_", Alphanumeric, 10, 250) { MinEntropy = 2.5f },
        new("stripe_key", "sk_test_", Alphanumeric, 10, 250) { MinEntropy = 2.5f },
        new("stripe_key", "sk_prod_", Alphanumeric, 10, 250) { MinEntropy = 2.5f },
        new("stripe_key", "rk_live_", Alphanumeric, 10, 250) { MinEntropy = 2.5f },
        new("stripe_key", "rk_test_", Alphanumeric, 10, 250) { MinEntropy = 2.5f },
        new("stripe_key", "rk_prod_", Alphanumeric, 10, 250) { MinEntropy = 2.5f },
        new("stripe_webhook_secret", "whsec_", Base64, 24, 128) { MinEntropy = 3 },
        new("square_token", "sq0atp-", Url, 22, 60),
        new("square_token", "sq0csp-", Url, 43, 60),
        new("square_token", "EAAA", Url, 22, 60) { MinEntropy = 3.5f, Check = TokenChecks.Mixed },
        new("facebook_token", "EAA", Alphanumeric, 80, 300) { MinEntropy = 3.5f, Check = TokenChecks.Mixed },
        new("shopify_token", "shpat_", Hex, 32),
        new("shopify_token", "shpca_", Hex, 32),
        new("shopify_token", "shppa_", Hex, 32),
        new("shopify_token", "shpss_", Hex, 32),
        new("plaid_token", "access-sandbox-", HexDashed, 36),
        new("plaid_token", "access-development-", HexDashed, 36),
        new("plaid_token", "access-production-", HexDashed, 36),
        new("razorpay_key", "rzp_live_", Alphanumeric, 14),
        new("razorpay_key", "rzp_test_", Alphanumeric, 14),
        new("paypal_token", "access_token$production$", Anything, 40, 70),
        new("paypal_token", "access_token$sandbox$", Anything, 40, 70),
        // docs.adyen.com/development-resources/api-credentials
        new("adyen_key", "AQE", Unquoted, 100, 420) { Check = TokenChecks.Adyen, MinEntropy = 4 },
        new("paddle_key", "pdl_live_apikey_", Word, 40, 64),
        new("paddle_key", "pdl_sdbx_apikey_", Word, 40, 64),
        new("flutterwave_key", "FLWSECK_TEST-", Dashed, 12, 50) { MinEntropy = 2 },
        new("flutterwave_key", "FLWSECK-", Dashed, 12, 50) { MinEntropy = 2 },
        new("flutterwave_key", "FLWPUBK_TEST-", Dashed, 12, 50) { MinEntropy = 2 },
        new("lob_key", "live_", Hex, 35) { Check = TokenChecks.Mixed },
        new("lob_key", "test_", Hex, 35) { Check = TokenChecks.Mixed },
        new("mollie_key", "live_", Alphanumeric, 30) { Check = TokenChecks.Mixed, MinEntropy = 3.5f },
        new("mollie_key", "test_", Alphanumeric, 30) { Check = TokenChecks.Mixed, MinEntropy = 3.5f },
        new("lob_key", "live_pub_", Hex, 31) { Check = TokenChecks.Mixed },
        new("lob_key", "test_pub_", Hex, 31) { Check = TokenChecks.Mixed },
        new("easypost_key", "EZAK", Alphanumeric, 54),
        new("easypost_key", "EZTK", Alphanumeric, 54),
        new("duffel_token", "duffel_live_", UrlPadded, 43),
        new("duffel_token", "duffel_test_", UrlPadded, 43),
        new("shippo_token", "shippo_live_", Hex, 40),
        new("shippo_token", "shippo_test_", Hex, 40),
    ];
}
