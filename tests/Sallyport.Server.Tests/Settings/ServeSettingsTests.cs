using Sallyport.Server.Settings;
using Sallyport.Tenancy;
using Xunit;

namespace Sallyport.Server.Tests.Settings;

public sealed class ServeSettingsTests
{
    [Fact]
    public void Settings_SameNameInSeveralSources_TheNearestWins()
    {
        var settings = Read(
            commandLine: new() { ["listen"] = ["http://127.0.0.1:1"] },
            environment: new() { ["SALLYPORT_LISTEN"] = "http://127.0.0.1:2", ["SALLYPORT_ADMIN"] = "http://127.0.0.1:3" },
            file: new() { ["listen"] = ["http://127.0.0.1:4"], ["admin"] = ["http://127.0.0.1:5"], ["ready-file"] = ["r.json"] });

        Assert.Equal(1, settings.Gateway.Listen.Port);
        Assert.Equal(3, settings.Gateway.Admin.Port);
        Assert.Equal("r.json", settings.ReadyFile);
    }

    [Fact]
    public void Settings_Secret_IsNotTakenFromTheCommandLine()
    {
        var settings = Read(commandLine: new() { ["database"] = ["Host=a"] }, environment: new() { ["SALLYPORT_DATABASE"] = "Host=b" });

        Assert.Equal("Host=b", settings.Installation.Database);
    }

    [Fact]
    public void Settings_Upstream_ReadsKindModelsAndKey()
    {
        var settings = Read(
            commandLine: new() { ["upstream"] = ["local=http://127.0.0.1:11434,models=llama*,models=phi", "claude=https://api.anthropic.com,anthropic,key-env=K"] },
            environment: new() { ["K"] = "secret" });

        Assert.Equal(2, settings.Upstreams.Count);
        Assert.True(settings.Upstreams[0].WeightFor("llama3") > 0);
        Assert.Equal(-1, settings.Upstreams[0].WeightFor("gpt"));
        Assert.Equal(UpstreamKind.Anthropic, settings.Upstreams[1].Kind);
        Assert.Equal("secret", settings.Upstreams[1].Credential);
    }

    [Fact]
    public void Settings_Inward_IsAHostAndAPortAndNothingElse()
    {
        var settings = Read(commandLine: new() { ["inward"] = ["vllm.internal:80", "[::1]:8000", "10.0.0.5:9000"] });
        var refused = Assert.Throws<SettingsException>(() => Read(commandLine: new() { ["inward"] = ["vllm", "*:80", "http://a:80", "10.0.0.5:0", "a:80/b", "u@a:80"] }));

        Assert.Equal(["vllm.internal:80", "[::1]:8000", "10.0.0.5:9000"], settings.Inward.Select(static host => $"{host.Host}:{host.Port}"));
        Assert.Equal(6, refused.Message.Split(Environment.NewLine).Length);
    }

    [Fact]
    public void Settings_UploadMegabytes_AreTheSameFromEachSourceAndBounded()
    {
        Assert.Equal(512L << 20, Read().Gateway.MaxUploadBytes);
        Assert.Equal(3L << 20, Read(commandLine: new() { ["upload-megabytes"] = ["3"] }).Gateway.MaxUploadBytes);
        Assert.Equal(4L << 20, Read(environment: new() { ["SALLYPORT_UPLOAD_MEGABYTES"] = "4" }).Gateway.MaxUploadBytes);
        Assert.Equal(5L << 20, Read(file: new() { ["upload-megabytes"] = ["5"] }).Gateway.MaxUploadBytes);
        foreach (var wrong in (string[])["0", "-1", "1048577", "many", "1.5"])
        {
            Assert.Contains("1 to 1048576", Assert.Throws<SettingsException>(() => Read(commandLine: new() { ["upload-megabytes"] = [wrong] })).Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Settings_Vectors_NeedPostgresToLieInTheDatabase()
    {
        Assert.False(Read().VectorsInDatabase);
        Assert.False(Read(commandLine: new() { ["vectors"] = ["memory"] }, environment: new() { ["SALLYPORT_DATABASE"] = "Host=a" }).VectorsInDatabase);
        Assert.True(Read(commandLine: new() { ["vectors"] = ["database"] }, environment: new() { ["SALLYPORT_DATABASE"] = "Host=a" }).VectorsInDatabase);
        Assert.Contains("pgvector", Assert.Throws<SettingsException>(() => Read(commandLine: new() { ["vectors"] = ["database"] })).Message, StringComparison.Ordinal);
        Assert.Contains("memory or database", Assert.Throws<SettingsException>(() => Read(commandLine: new() { ["vectors"] = ["disk"] })).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Settings_EachSetting_IsReadFromEverySourceThatMayHoldIt()
    {
        foreach (var setting in Setting.All)
        {
            var values = setting.IsList ? new[] { "a", "b" } : ["a"];
            var fromLine = new SettingsSources(new Dictionary<string, string[]> { [setting.Name] = values }, static _ => null, new Dictionary<string, SettingValues>());
            var fromEnvironment = new SettingsSources(
                new Dictionary<string, string[]>(), name => name == setting.Variable ? string.Join(';', values) : null, new Dictionary<string, SettingValues>());
            var fromFile = new SettingsSources(
                new Dictionary<string, string[]>(), static _ => null, new Dictionary<string, SettingValues> { [setting.Name] = new(values, "settings.json:2:") });

            Assert.Equal(setting.IsSecret ? [] : values, fromLine.Values(setting.Name));
            Assert.Equal(values, fromEnvironment.Values(setting.Name));
            Assert.Equal(values, fromFile.Values(setting.Name));
        }
    }

    [Fact]
    public void Settings_Wrong_AreNamedByTheirSource()
    {
        var error = Assert.Throws<SettingsException>(() => Read(
            commandLine: new() { ["listen"] = ["http://0.0.0.0:80"], ["policy"] = ["no-such.yaml"], ["certificate"] = ["no-such.pem"] },
            environment: new() { ["SALLYPORT_ADMIN"] = "nonsense", ["SALLYPORT_INWARD"] = "vllm" },
            file: new() { ["drain-seconds"] = ["-1"], ["upstream"] = ["x"] }));

        Assert.Contains("--listen is 'http://0.0.0.0/'", error.Message);
        Assert.Contains("The policy 'no-such.yaml' can't be read: there is no such file.", error.Message);
        Assert.Contains("--certificate is 'no-such.pem'", error.Message);
        Assert.Contains("SALLYPORT_ADMIN is 'nonsense'", error.Message);
        Assert.Contains("SALLYPORT_INWARD is 'vllm'", error.Message);
        Assert.Contains("settings.json:3: 'drain-seconds' is '-1'", error.Message);
        Assert.Contains("settings.json:3: 'upstream' is 'x'", error.Message);
    }

    [Fact]
    public void Settings_MasterKeyFromFileAndCommand_IsAMistake()
    {
        var error = Assert.Throws<SettingsException>(() => Read(commandLine: new() { ["master-key-file"] = ["k"], ["master-key-command"] = ["kms get"] }));
        var settings = Read(environment: new() { ["SALLYPORT_MASTER_KEY_COMMAND"] = "kms get 'the key'" });

        Assert.Contains("one of them", error.Message);
        Assert.Equal(["kms", "get", "the key"], settings.Installation.MasterKeyCommand!);
    }

    [Fact]
    public void Environment_VariableALetterOffASetting_IsAMistake()
    {
        var problems = SettingOptions.Misspelt(["SALLYPORT_POLICI", "SALLYPORT_DRAIN_SECONDZ", "SALLYPORT_data", "PATH"]);

        Assert.Equal(3, problems.Count);
        Assert.Contains("SALLYPORT_POLICI is no setting. Is SALLYPORT_POLICY meant?", problems[1], StringComparison.Ordinal);
    }

    // A README's, the tests', and what a cluster sets for a service of this name.
    [Fact]
    public void Environment_OtherVariablesOfTheName_AreNotOurs() =>
        Assert.Empty(SettingOptions.Misspelt(
        [
            "SALLYPORT_KEY", "SALLYPORT_CONFIG", "SALLYPORT_TEST_POSTGRES", "SALLYPORT_UPDATE_DOCS", "SALLYPORT_PORT", "SALLYPORT_SERVICE_HOST", "SALLYPORT_SERVICE_PORT",
            "SALLYPORT_PORT_8080_TCP", "SALLYPORT_PORT_8080_TCP_ADDR", .. Setting.All.Select(setting => setting.Variable),
        ]));

    [Theory]
    [InlineData("x")]
    [InlineData("=http://a")]
    [InlineData("a=ftp://b")]
    [InlineData("a=http://u:p@b")]
    [InlineData("a=http://b,mistral")]
    [InlineData("a=http://b,models=")]
    public void Settings_UpstreamThatCannotBeRead_IsAMistake(string value) =>
        Assert.Throws<SettingsException>(() => Read(commandLine: new() { ["upstream"] = [value] }));

    private static ServeSettings Read(Dictionary<string, string[]>? commandLine = null, Dictionary<string, string>? environment = null, Dictionary<string, string[]>? file = null) =>
        ServeSettings.Read(new SettingsSources(
            commandLine ?? [],
            name => environment?.GetValueOrDefault(name),
            (file ?? []).ToDictionary(static pair => pair.Key, static pair => new SettingValues(pair.Value, $"settings.json:3: '{pair.Key}'"))));
}
