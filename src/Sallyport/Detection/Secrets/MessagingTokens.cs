using static Sallyport.Detection.Secrets.TokenAlphabet;

namespace Sallyport.Detection.Secrets;

/// <summary>Tokens and webhooks of chat, mail and telephony services.</summary>
internal static class MessagingTokens
{
    public static IReadOnlyList<TokenFormat> Formats { get; } =
    [
        // api.slack.com/concepts/token-types
        new("slack_token", "xoxb-", Url, 20, 255) { Check = TokenChecks.Slack, MinEntropy = 2.5f },
        new("slack_token", "xoxp-", Url, 20, 255) { Check = TokenChecks.Slack, MinEntropy = 2.5f },
        new("slack_token", "xoxa-", Url, 8, 255) { Check = TokenChecks.Slack, MinEntropy = 2.5f },
        new("slack_token", "xoxr-", Url, 8, 255) { Check = TokenChecks.Slack, MinEntropy = 2.5f },
        new("slack_token", "xoxs-", Url, 20, 255) { Check = TokenChecks.Slack, MinEntropy = 2.5f },
        new("slack_token", "xoxo-", Url, 20, 255) { Check = TokenChecks.Slack, MinEntropy = 2.5f },
        new("slack_token", "xoxc-", Url, 20, 255) { Check = TokenChecks.Slack, MinEntropy = 2.5f },
        new("slack_token", "xoxd-", Anything, 20, 512) { MinEntropy = 3 },
        new("slack_token", "xoxe-", Url, 40, 255) { MinEntropy = 3 },
        new("slack_token", "xoxe.", Dotted, 40, 255) { MinEntropy = 3 },
        new("slack_token", "xapp-", Url, 30, 255) { Check = TokenChecks.Slack, MinEntropy = 2.5f },
        new("slack_webhook", "hooks.slack.com/", UrlPath, 30, 128) { Check = TokenChecks.WebhookPath },
        new("teams_webhook", "webhook.office.com/webhook", UrlPath, 60, 255) { Check = TokenChecks.WebhookPath },
        new("discord_webhook", "discord.com/api/webhooks/", UrlPath, 60, 128) { Check = TokenChecks.WebhookPath },
        new("discord_webhook", "discordapp.com/api/webhooks/", UrlPath, 60, 128) { Check = TokenChecks.WebhookPath },
        new("zapier_webhook", "hooks.zapier.com/hooks/catch/", UrlPath, 10, 64) { Score = 0.8f, MinEntropy = 2 },
        // docs.discord.com, reference: a bot's number in base64, which begins like a digit's, a time and a signature.
        new("discord_token", "MT", Dotted, 56, 76) { Check = TokenChecks.Discord, MinEntropy = 3.5f },
        new("discord_token", "ND", Dotted, 56, 76) { Check = TokenChecks.Discord, MinEntropy = 3.5f },
        new("discord_token", "NT", Dotted, 56, 76) { Check = TokenChecks.Discord, MinEntropy = 3.5f },
        new("discord_token", "OD", Dotted, 56, 76) { Check = TokenChecks.Discord, MinEntropy = 3.5f },
        new("discord_token", "OT", Dotted, 56, 76) { Check = TokenChecks.Discord, MinEntropy = 3.5f },
        // firebase.google.com/docs/cloud-messaging: the legacy server key; its first eleven characters are left standing.
        new("firebase_key", ":APA91b", Url, 120, 160) { Lead = TokenLead.Alphanumeric, MinEntropy = 3.5f },
        // core.telegram.org/bots: the bot's number, a colon, 35 characters.
        new("telegram_token", ":AA", Url, 32, 33) { Lead = TokenLead.Digit, MinEntropy = 3.5f },
        new("twilio_key", "SK", Hex, 32) { Check = TokenChecks.Mixed, MinEntropy = 3 },
        new("sendgrid_key", "SG.", Dotted, 60, 70) { MinEntropy = 3.5f },
        new("brevo_key", "xkeysib-", Url, 70, 90),
        new("brevo_key", "xsmtpsib-", Url, 70, 90),
        new("mailgun_key", "key-", Hex, 32) { Check = TokenChecks.Mixed },
        new("mailgun_key", "pubkey-", Hex, 32) { Check = TokenChecks.Mixed },
        new("mailersend_token", "mlsn.", Hex, 64),
        new("resend_key", "re_", Word, 32, 36) { Check = TokenChecks.Mixed, MinEntropy = 3.5f },
        new("mandrill_key", "md-", Url, 22) { Check = TokenChecks.Mixed, MinEntropy = 3.5f },
        new("klaviyo_key", "pk_", Hex, 34) { Check = TokenChecks.Mixed, MinEntropy = 3 },
        new("vk_token", "vk1.a.", Url, 60, 400) { MinEntropy = 3.5f },
        new("instagram_token", "IGQV", Url, 100, 300) { MinEntropy = 3.5f },
        new("linkedin_secret", "WPL_AP1.", Anything, 16, 64) { MinEntropy = 3 },
        new("twitter_token", "AAAAAAAAAAAAAAAAAAAAA", Anything, 59, 120) { MinEntropy = 3.5f },
    ];
}
