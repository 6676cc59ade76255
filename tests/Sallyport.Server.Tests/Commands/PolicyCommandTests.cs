using Xunit;

namespace Sallyport.Server.Tests.Commands;

public sealed class PolicyCommandTests : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("sallyport-commands-").FullName;

    private string Data => Path.Combine(_folder, "data");

    public async ValueTask InitializeAsync() => await OkAsync("tenant", "create", "acme", "--data", Data);

    public ValueTask DisposeAsync()
    {
        Directory.Delete(_folder, recursive: true);
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task Policy_CheckedTestedActivatedAndShown_IsTheSameText()
    {
        var policy = Path.Combine(_folder, "policy.yaml");
        var cases = Path.Combine(_folder, "cases.yaml");
        await File.WriteAllTextAsync(policy, await OkAsync("policy", "show", "strict"), TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(
            cases,
            """
            version: 1
            cases:
              - note: an address leaves as a placeholder
                input: [{ text: "write to ana@example.org" }]
                want: { verdict: mask, findings: [pii.email] }
            """,
            TestContext.Current.CancellationToken);

        var isChecked = await OkAsync("policy", "check", policy);
        var tried = await OkAsync("policy", "test", policy, cases);
        var lenient = await SallyportProcess.RunAsync("policy", "test", "first-run", cases);
        await OkAsync("policy", "activate", "acme", policy, "--data", Data);
        var listed = await OkAsync("policy", "list", "acme", "--data", Data);
        var shown = await OkAsync("policy", "show", "acme", "--data", Data);

        Assert.Contains("can be activated", isChecked);
        Assert.Contains("1 of 1", tried);
        Assert.Equal(1, lenient.Code);
        Assert.Contains("active", listed);
        Assert.Equal(await File.ReadAllTextAsync(policy, TestContext.Current.CancellationToken), shown);
    }

    [Fact]
    public async Task Policy_PresetActivated_IsTheTenantsOwnVersionOfIt()
    {
        var activated = await OkAsync("policy", "activate", "acme", "strict", "--data", Data);
        var shown = await OkAsync("policy", "show", "acme", "--data", Data);

        Assert.Contains("Version 1", activated, StringComparison.Ordinal);
        Assert.Equal(await OkAsync("policy", "show", "strict"), shown);
    }

    [Fact]
    public async Task PolicyCheck_KindThatNoDetectorFinds_IsNamedWithItsLine()
    {
        var policy = Path.Combine(_folder, "misspelt.yaml");
        await File.WriteAllTextAsync(
            policy,
            """
            version: 1
            name: misspelt
            guards:
              - name: mail
                findings: [pii.emial]
                on: output
                action: redact
            """,
            TestContext.Current.CancellationToken);

        var (code, output, _) = await SallyportProcess.RunAsync("policy", "check", policy);

        Assert.Equal(2, code);
        Assert.Contains(":5:", output);
        Assert.Contains("pii.email", output);
    }

    private static async Task<string> OkAsync(params string[] arguments)
    {
        var (code, output, error) = await SallyportProcess.RunAsync(arguments);
        Assert.True(code == 0, string.Join(' ', arguments) + Environment.NewLine + output + error);
        return output;
    }
}
