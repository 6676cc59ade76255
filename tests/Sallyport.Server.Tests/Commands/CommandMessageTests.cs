using Sallyport.Server.Commands;
using Xunit;

namespace Sallyport.Server.Tests.Commands;

/// <summary>What commands say of what was given: in words of the command line, with what to do.</summary>
public sealed class CommandMessageTests : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("sallyport-messages-").FullName;

    private string Data => Path.Combine(_folder, "data");

    public async ValueTask InitializeAsync() => await OkAsync("tenant", "create", "acme", "--data", Data);

    public ValueTask DisposeAsync()
    {
        Directory.Delete(_folder, recursive: true);
        return ValueTask.CompletedTask;
    }

    [Theory]
    [InlineData("--expires-days takes a whole number of at most 2,147,483,647, not 'abc'.", "key", "create", "acme", "--expires-days", "abc")]
    [InlineData("--overlap-hours takes a number, not 'abc'.", "key", "rotate", "acme", "ak_0", "--overlap-hours", "abc")]
    [InlineData("--seed takes a whole number of at most 2,147,483,647, not '99999999999'.", "isolation", "check", "--seed", "99999999999")]
    [InlineData("--budget takes a whole number of at most 2,147,483,647, not 'abc'.", "mutate", "--budget", "abc")]
    [InlineData("--requests-per-minute takes a whole number, not '1.5'.", "key", "create", "acme", "--requests-per-minute", "1.5")]
    [InlineData("INDEX is a whole number, not 'abc'.", "ledger", "prove", "acme", "abc")]
    public async Task Value_OfAnotherKind_IsToldWithoutTypesOfThisProgram(string message, params string[] command)
    {
        var (code, _, error) = await SallyportProcess.RunAsync(command);

        Assert.Equal(2, code);
        Assert.StartsWith("sallyport: " + message, error, StringComparison.Ordinal);
        Assert.DoesNotContain("System", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task IsolationCheck_OfOneTenant_DoesNotClaimThatItIsKeptApart()
    {
        var data = Path.Combine(Directory.CreateTempSubdirectory("sallyport-alone-").FullName, "data");
        await SallyportProcess.RunAsync("tenant", "create", "acme", "--data", data);

        var (code, output, _) = await SallyportProcess.RunAsync("isolation", "check", "--data", data);

        Assert.Equal(0, code);
        Assert.Contains("Fewer than two tenants", output, StringComparison.Ordinal);
        Assert.DoesNotContain("kept apart.", output.Replace("to be kept apart from.", "", StringComparison.Ordinal), StringComparison.Ordinal);
        Directory.Delete(Path.GetDirectoryName(data)!, recursive: true);
    }

    [Fact]
    public void Help_TellsEachDefaultOnce()
    {
        var options = All(CommandTree.Create()).SelectMany(static command => command.Options).ToArray();

        Assert.True(options.Length > 20);
        Assert.DoesNotContain(options, static option => option.HasDefaultValue && option.ValueType != typeof(bool));
        Assert.DoesNotContain(options, static option => option.HelpName is null && option.ValueType != typeof(bool) && option.ValueType != typeof(void));
    }

    [Fact]
    public async Task PolicyCheck_OfAPreset_ReadsIt()
    {
        Assert.Contains("The policy can be activated.", await OkAsync("policy", "check", "first-run"), StringComparison.Ordinal);
        Assert.Contains("The policy can be activated.", await OkAsync("policy", "check", "strict"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task LedgerExport_WhereNoFileCanBe_NamesTheFileThatWasAskedFor()
    {
        var nowhere = await SallyportProcess.RunAsync("ledger", "export", "acme", "/nope/x", "--data", Data);
        var folder = await SallyportProcess.RunAsync("ledger", "export", "acme", _folder, "--data", Data);

        Assert.Equal((2, "sallyport: The exported ledger '/nope/x' can't be written: there is no such folder."), (nowhere.Code, nowhere.Error.Trim()));
        Assert.Equal((2, $"sallyport: The exported ledger '{_folder}' can't be written: it is a folder."), (folder.Code, folder.Error.Trim()));
    }

    [Fact]
    public async Task LedgerVerify_OfAProof_SaysWhatReadsIt()
    {
        var proof = Path.Combine(_folder, "proof.json");
        await File.WriteAllTextAsync(proof, await OkAsync("ledger", "prove", "acme", "0", "--data", Data), TestContext.Current.CancellationToken);

        var (code, output, _) = await SallyportProcess.RunAsync("ledger", "verify", proof, "--data", Data);

        Assert.Equal(1, code);
        Assert.Contains("verify it with --proof", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ExemplarAdd_OfAFolder_SaysSo()
    {
        var (code, _, error) = await SallyportProcess.RunAsync("exemplar", "add", "acme", "attack", _folder, "--data", Data);

        Assert.Equal((2, $"sallyport: The exemplar's file '{_folder}' can't be read: it is a folder."), (code, error.Trim()));
    }

    [Fact]
    public async Task UpstreamAdd_OfANameThatIsTaken_NamesReplace()
    {
        await OkAsync("upstream", "add", "acme", "main", "https://api.example.com", "--data", Data);

        var (code, _, error) = await SallyportProcess.RunAsync("upstream", "add", "acme", "main", "https://api.example.com", "--data", Data);

        Assert.Equal(1, code);
        Assert.Contains("--replace", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task MasterKeyRotate_NamesTheFileOfTheKeyBefore()
    {
        var output = await OkAsync("master-key", "rotate", "--data", Data);

        var before = Assert.Single(Directory.GetFiles(_folder, "*.old"));
        Assert.Contains($"the one before is in '{before}'", output, StringComparison.Ordinal);
    }

    [Fact]
    public void Curl_OverTls_NamesAHostThatTheCertificateCanName()
    {
        Assert.Equal("https://gateway.example.com:8443", ServeCommand.CalledAt(new Uri("https://0.0.0.0:8443"), ["gateway.example.com", "other"]));
        Assert.Equal("https://0.0.0.0:8443", ServeCommand.CalledAt(new Uri("https://0.0.0.0:8443"), []));
        Assert.Equal("http://127.0.0.1:8080", ServeCommand.CalledAt(new Uri("http://127.0.0.1:8080"), ["gateway.example.com"]));
    }

    private static IEnumerable<System.CommandLine.Command> All(System.CommandLine.Command command) => command.Subcommands.SelectMany(All).Prepend(command);

    private static async Task<string> OkAsync(params string[] command)
    {
        var (code, output, error) = await SallyportProcess.RunAsync(command);
        Assert.True(code == 0, output + error);
        return output;
    }
}
