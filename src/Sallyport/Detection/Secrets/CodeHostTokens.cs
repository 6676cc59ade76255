using static Sallyport.Detection.Secrets.TokenAlphabet;

namespace Sallyport.Detection.Secrets;

/// <summary>Tokens of code hosts, package registries and build services.</summary>
internal static class CodeHostTokens
{
    public static IReadOnlyList<TokenFormat> Formats { get; } =
    [
        // docs.github.com: GitHub's token formats.
        new("github_token", "ghp_", Alphanumeric, 36) { Check = TokenChecks.Checksummed },
        new("github_token", "gho_", Alphanumeric, 36) { Check = TokenChecks.Checksummed },
        new("github_token", "ghu_", Alphanumeric, 36) { Check = TokenChecks.Checksummed },
        new("github_token", "ghs_", Alphanumeric, 36) { Check = TokenChecks.Checksummed },
        new("github_token", "ghr_", Alphanumeric, 36, 76),
        new("github_token", "github_pat_", Word, 82) { MinEntropy = 3 },
        // docs.gitlab.com: token prefixes. Routable tokens add a dotted tail.
        new("gitlab_token", "glpat-", Dotted, 20, 330) { MinEntropy = 3 },
        new("gitlab_token", "gldt-", Url, 20, 64) { MinEntropy = 3 },
        new("gitlab_token", "glrt-", Dotted, 20, 330) { MinEntropy = 3 },
        new("gitlab_token", "glrtr-", Url, 20, 64) { MinEntropy = 3 },
        new("gitlab_token", "glcbt-", Url, 20, 64) { MinEntropy = 3 },
        new("gitlab_token", "glptt-", Url, 20, 64) { MinEntropy = 3 },
        new("gitlab_token", "glft-", Url, 20, 64) { MinEntropy = 3 },
        new("gitlab_token", "glimt-", Url, 20, 64) { MinEntropy = 3 },
        new("gitlab_token", "glagent-", Url, 20, 64) { MinEntropy = 3 },
        new("gitlab_token", "gloas-", Url, 20, 80) { MinEntropy = 3 },
        new("gitlab_token", "glsoat-", Url, 20, 64) { MinEntropy = 3 },
        new("gitlab_token", "glffct-", Url, 20, 64) { MinEntropy = 3 },
        new("gitlab_token", "glwt-", Url, 20, 64) { MinEntropy = 3 },
        new("gitlab_token", "GR1348941", Url, 20) { MinEntropy = 3 },
        new("gitlab_cookie", "_gitlab_session=", Alphanumeric, 32),
        new("bitbucket_token", "ATBB", Alphanumeric, 32) { Check = TokenChecks.Mixed },
        new("bitbucket_token", "BBDC-", Base64, 40, 50),
        new("npm_token", "npm_", Alphanumeric, 36) { Check = TokenChecks.Checksummed },
        new("pypi_token", "pypi-AgE", Url, 50, 2_048),
        new("nuget_key", "oy2", Alphanumeric, 43) { MinEntropy = 3.2f },
        new("rubygems_key", "rubygems_", Hex, 48),
        new("packagist_token", "packagist_", Word, 60, 100) { MinEntropy = 3 },
        new("clojars_token", "CLOJARS_", Alphanumeric, 60),
        new("docker_token", "dckr_pat_", Url, 27, 64),
        new("docker_token", "dckr_oat_", Url, 27, 64),
        new("artifactory_key", "AKCp", Alphanumeric, 60, 73) { MinEntropy = 3.4f, Check = TokenChecks.Mixed },
        new("artifactory_key", "cmVmd", Alphanumeric, 59) { MinEntropy = 3.4f },
        new("sourcegraph_token", "sgp_", Word, 40, 64) { MinEntropy = 3 },
        new("sonar_token", "squ_", Hex, 40),
        new("sonar_token", "sqp_", Hex, 40),
        new("sonar_token", "sqa_", Hex, 40),
        new("circleci_token", "CCIPAT_", Word, 40, 90),
        new("circleci_token", "CCIPRJ_", Word, 40, 90),
        new("buildkite_token", "bkua_", Alphanumeric, 40),
        new("pulumi_token", "pul-", Hex, 40),
        new("postman_key", "PMAK-", HexDashed, 59),
        new("openshift_token", "sha256~", Url, 43),
        new("harness_token", "pat.", Dotted, 60, 90) { Check = TokenChecks.Mixed },
        new("harness_token", "sat.", Dotted, 60, 90) { Check = TokenChecks.Mixed },
        new("prefect_token", "pnu_", Alphanumeric, 36),
        new("snyk_token", "snyk_uat.", Dotted, 40, 120),
        new("launchdarkly_key", "api-", HexDashed, 36) { MinEntropy = 3, Score = 0.6f, Check = TokenChecks.Uuid },
        new("launchdarkly_key", "sdk-", HexDashed, 36) { MinEntropy = 3, Score = 0.6f, Check = TokenChecks.Uuid },
    ];
}
