using Sallyport.Detection.Secrets;
using Xunit;

namespace Sallyport.Tests.Detection.Secrets;

public sealed class TokenDetectorTests
{
    private static readonly TokenDetector s_detector = new();

    // Drawn at random for these tests; split so that no scanner of source code takes them for live ones.
    public static TheoryData<string, string> Tokens => new()
    {
        { "secret.aws_access_key", "AKIA" + "Q4ZT7HWLR2MXK5VB" },
        { "secret.gcp_api_key", "AIza" + "SyB7x_Kq2wZt9LmPv4RcNh8JdYe3UfGa6Ts" },
        { "secret.digitalocean_token", "dop_v1_" + "4f1c9e07a2d8b6533e90c7fa1d24b8e65f0a93cd71e2b84f60d5a9c3e7124b8f" },
        { "secret.azure_client_secret", "Q~" + "h3Kd9_xPz7Lm2Vt.Rw4Yb8Nc5Jf1Gs6Tq" },
        { "secret.github_token", "ghp_" + "x7Kd2mQ9vLp4Rt8Wz3Yb6Nc1Jf5Gs0Ah2Ue9" },
        { "secret.github_token", "github_pat_" + "11ABCDEFG0x7Kd2mQ9vLp4_Rt8Wz3Yb6Nc1Jf5Gs0Ah2Ue9kXw5Vq7Tz2Lm8Pn4Dc6Fb1Hy3Sj9Ra0Eg5K" },
        { "secret.gitlab_token", "glpat-" + "x7Kd2mQ9vLp4Rt8Wz3Yb" },
        { "secret.npm_token", "npm_" + "x7Kd2mQ9vLp4Rt8Wz3Yb6Nc1Jf5Gs0Ah2Ue9" },
        { "secret.openai_key", "sk-proj-" + "x7Kd2mQ9vLp4Rt8Wz3Yb6Nc1Jf5GsT3BlbkFJ0Ah2Ue9kXw5Vq7Tz2Lm8Pn4" },
        { "secret.openai_key", "sk-" + "x7Kd2mQ9vLp4Rt8Wz3YbT3BlbkFJ6Nc1Jf5Gs0Ah2Ue9kXw5" },
        { "secret.anthropic_key", "sk-ant-api03-" + "x7Kd2mQ9vLp4Rt8Wz3Yb6Nc1Jf5Gs0Ah2Ue9kXw5Vq7Tz2Lm8Pn4Dc6Fb1Hy3Sj9Ra0Eg5Mz7Cv2Bn4Xq8W_e6RtAA" },
        { "secret.huggingface_token", "hf_" + "xKdmQvLpRtWzYbNcJfGsAhUekXwVqTzLmP" },
        { "secret.stripe_key", "sk_live_" + "x7Kd2mQ9vLp4Rt8Wz3Yb6Nc1" },
        { "secret.slack_token", "xoxb-" + "781236542736-2364535789652-GkwFDQoHqzXDVsC6GzqYUypD" },
        { "secret.telegram_token", ":AA" + "x7Kd2mQ9vLp4Rt8Wz3Yb6Nc1Jf5Gs0A_2" },
        { "secret.sendgrid_key", "SG." + "x7Kd2mQ9vLp4Rt8Wz3Yb6N.c1Jf5Gs0Ah2Ue9kXw5Vq7Tz2Lm8Pn4Dc6Fb1Hy3Sj9R" },
        { "secret.vault_token", "hvs." + "x7Kd2mQ9vLp4Rt8Wz3Yb6Nc1Jf5G" },
        { "secret.linear_key", "lin_api_" + "x7Kd2mQ9vLp4Rt8Wz3Yb6Nc1Jf5Gs0Ah2Ue9kXw5" },
        { "secret.shopify_token", "shpat_" + "4f1c9e07a2d8b6533e90c7fa1d24b8e6" },
        { "secret.jwt", "eyJhbGciOiJIUzI1NiJ9" + ".eyJzdWIiOiJ1c2VyLTE3IiwiZXhwIjoxOTAwMDAwMDAwfQ.x7Kd2mQ9vLp4Rt8Wz3Yb6Nc1Jf5Gs0Ah2Ue9kXw5Vq7" },
        { "secret.slack_webhook", "hooks.slack.com/" + "services/T7Q2WZK91/B4XM8VRL0/x7Kd2mQ9vLp4Rt8Wz3Yb6Nc1" },
    };

    [Theory]
    [MemberData(nameof(Tokens))]
    public void Token_InSentenceCodeOrUrl_IsFoundExactly(string kind, string token)
    {
        var lead = token.StartsWith("Q~", StringComparison.Ordinal) || token.StartsWith(":AA", StringComparison.Ordinal) ? "ab18" : "";
        string[] texts = [$"use {lead}{token}.", $"k=\"{lead}{token}\";", $"{lead}{token}"];

        foreach (var text in texts.Where(text => lead.Length == 0 || !text.StartsWith(token, StringComparison.Ordinal)))
        {
            var finding = Assert.Single(DetectorProperties.Scan(s_detector, text));

            Assert.Equal(kind, finding.Kind.Name);
            Assert.Equal(token, text[finding.Span.Start..finding.Span.End]);
            Assert.InRange(finding.Score, 0.5f, 1f);
        }
    }

    [Theory]
    [InlineData("AKIAIOSFODNN7EXAMPLE")]
    [InlineData("ghp_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx")]
    [InlineData("sk-your-api-key-goes-here-please")]
    [InlineData("class=\"sk-fading-circle sk-circle-container\"")]
    [InlineData("a task-force of sk-learn users read re_use_of_words_in_long_names")]
    [InlineData("TODAYINASIAASACKOFRICEFELLOVER")]
    [InlineData("getPagesInConfluenceSpace,searchConfluenceUsingCql")]
    [InlineData("version v1.0-rc2 of SG.Net and hvs.exe")]
    [InlineData("eyJ is how base64 of a brace begins: eyJhbGciOiJIUzI1NiJ9")]
    [InlineData("test_cases_for_live_data and key-value pairs")]
    [InlineData("api-00000000-0000-0000-0000-000000000000")]
    public void Token_LookAlike_IsNotFound(string text) => Assert.Empty(DetectorProperties.Scan(s_detector, text));

    [Fact]
    public void Token_TooLongPastADot_IsDecidedTheSameInSingleCharacters()
    {
        var body = "x7Kd2mQ9vLp4Rt8Wz3Yb6N.c1Jf5Gs0Ah2Ue9kXw5Vq7Tz2Lm8Pn4Dc6Fb1Hy3Sj9R-hvs";

        DetectorProperties.AssertCuttingChangesNothing(s_detector, "SG." + body + ".x7Kd2mQ9vLp4Rt8Wz3Yb6Nc1Jf5G, ", [1]);
    }

    [Fact]
    public void GitHubToken_WithRightChecksum_ScoresHigher()
    {
        var right = TokenChecks.Checksummed("ghp_" + new string('a', 30) + "1yLcDB", 4);
        var wrong = TokenChecks.Checksummed("ghp_" + new string('a', 30) + "000000", 4);

        Assert.True(wrong < 0.95f);
        Assert.Equal(0.99f, right);
    }

    [Fact]
    public void Token_AnyCutting_GivesTheSameFindings()
    {
        string[] tokens = [.. Tokens.Select(row => row.Data.Item2)];

        DetectorProperties.HoldFor(s_detector, DetectorProperties.TextsOf(
            [.. tokens, "sk-", "access-pr", "ghp", "glrt", "eyJ", "8", "AK", "dp.p", "prose goes on", "A", new string('a', 80)]));
    }
}
