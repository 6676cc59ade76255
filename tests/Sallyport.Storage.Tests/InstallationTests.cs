using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Sallyport.Recording;
using Sallyport.Tenancy;
using Sallyport.Text;
using Xunit;

namespace Sallyport.Storage.Tests;

public sealed class InstallationTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private string Data => Path.Combine(_folder.Location, "data");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Installation_OpenedTwice_HasTheSameKeys()
    {
        string verifierKey;
        TenantId tenant;
        byte[] box;
        await using (var first = await OpenAsync())
        {
            verifierKey = first.SigningKey.VerifierKey;
            tenant = (await first.Tenants.CreateAsync(TenantName.Parse("acme", null), TenantSettings.Standard, Cancel)).Id;
            box = (await first.Vaults.OpenAsync(tenant, Cancel)).Seal("test", "text"u8, []);
        }

        await using var second = await OpenAsync();

        Assert.Equal(verifierKey, second.SigningKey.VerifierKey);
        Assert.Equal("text"u8.ToArray(), (await second.Vaults.OpenAsync(tenant, Cancel)).Open("test", box, []));
    }

    [Fact]
    public async Task Installation_OpenedByManyAtOnce_AgreesOnOneKey()
    {
        var opened = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => Task.Run(OpenAsync)));

        Assert.Single(opened.Select(installation => installation.SigningKey.VerifierKey).Distinct());
        foreach (var installation in opened)
        {
            await installation.DisposeAsync();
        }
    }

    [Fact]
    public async Task Installation_WrongMasterKey_RefusesToStartAndDestroysNothing()
    {
        await using (await OpenAsync())
        {
        }

        var keyFile = MasterKeyFile.DefaultLocation(Data);
        var right = await File.ReadAllBytesAsync(keyFile, Cancel);
        await File.WriteAllTextAsync(keyFile, Convert.ToBase64String(new byte[32]), Cancel);
        var before = await File.ReadAllBytesAsync(Path.Combine(Data, Database.FileName), Cancel);

        await Assert.ThrowsAsync<MasterKeyException>(OpenAsync);

        Assert.Equal(before, await File.ReadAllBytesAsync(Path.Combine(Data, Database.FileName), Cancel));
        await File.WriteAllBytesAsync(keyFile, right, Cancel);
        await using var again = await OpenAsync();
    }

    [Fact]
    public async Task Installation_MasterKeyLost_RefusesToStartAndCreatesNone()
    {
        await using (await OpenAsync())
        {
        }

        var keyFile = MasterKeyFile.DefaultLocation(Data);
        File.Delete(keyFile);

        await Assert.ThrowsAsync<MasterKeyException>(OpenAsync);

        Assert.False(File.Exists(keyFile));
    }

    [Fact]
    public async Task Files_OfABusyInstallation_HoldNoContentAndNoSecret()
    {
        const string credential = "sk-provider-credential-5523";
        const string secret = "blue-heron-known-secret";
        const string policy = "mode: enforce-this-policy-text";
        const string content = "the recorded prompt of a customer";
        await using var installation = await OpenAsync();
        var tenant = (await installation.Tenants.CreateAsync(TenantName.Parse("acme", null), TenantSettings.Standard, Cancel)).Id;
        var key = await installation.Keys.CreateAsync(tenant, new KeyDraft(), Cancel);
        await installation.Upstreams.AddAsync(tenant, new UpstreamDraft { Name = "main", Kind = UpstreamKind.OpenAi, Address = new Uri("https://host/"), Credential = credential }, Cancel);
        await installation.KnownSecrets.SetAsync(tenant, "canary", secret, Cancel);
        await installation.Policies.AddAsync(tenant, policy, "ann", Cancel);
        await installation.Policies.ActivateAsync(tenant, 1, Cancel);
        Segment[] segments = [new(0, Origin.User, Trust.Untrusted, Form.Text, content.AsMemory())];
        await installation.Recorder.RecordAsync(await installation.Vaults.OpenAsync(tenant, Cancel), "ex_1", segments, Cancel);

        var files = string.Concat(Directory.GetFiles(Data).Select(ReadShared));

        Assert.Contains(tenant.Value, files);
        foreach (var hidden in new[] { key.Secret, key.Secret[20..63], credential, secret, policy, content })
        {
            Assert.DoesNotContain(hidden, files, StringComparison.Ordinal);
            Assert.DoesNotContain(Encoding.Latin1.GetString(Encoding.Unicode.GetBytes(hidden)), files, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Recorder_OfInstallation_KeepsForThirtyDays()
    {
        await using var installation = await OpenAsync();

        var purged = await installation.Recorder.PurgeAsync(Cancel);

        Assert.Equal(new RecordingPurge(0, 0), purged);
        Assert.Equal(30, Recorder.Retention.TotalDays);
    }

    private static string ReadShared(string file)
    {
        using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using var reader = new StreamReader(stream, Encoding.Latin1);
        return reader.ReadToEnd();
    }

    private async Task<Installation> OpenAsync()
    {
        var database = await Database.OpenSqliteAsync(Data, Cancel);
        try
        {
            var key = new MasterKeyFile(MasterKeyFile.DefaultLocation(Data), Data);
            return await Installation.OpenAsync(database, key, TimeProvider.System, NullLoggerFactory.Instance, Cancel);
        }
        catch
        {
            await database.DisposeAsync();
            throw;
        }
    }
}
