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

        Assert.Equal("Host=b", settings.Database);
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
        ServeSettings.Read(new SettingsSources(commandLine ?? [], name => environment?.GetValueOrDefault(name), file ?? []));
}
