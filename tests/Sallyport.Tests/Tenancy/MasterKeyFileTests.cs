using System.Runtime.Versioning;
using System.Security.Cryptography;
using Microsoft.Extensions.Time.Testing;
using Sallyport.Tenancy;
using Xunit;

namespace Sallyport.Tests.Tenancy;

[UnsupportedOSPlatform("windows")]
public sealed class MasterKeyFileTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("sallyport-").FullName;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private string Data => Path.Combine(_folder, "data");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Key_CreatedOnFirstStart_IsReadAgainAndItsOwnersAlone()
    {
        var file = new MasterKeyFile(MasterKeyFile.DefaultLocation(Data), Data);

        using var created = await file.ReadAsync(mayCreate: true, Cancel);
        using var read = await file.ReadAsync(mayCreate: false, Cancel);

        Assert.Equal(created.CheckValue(), read.CheckValue());
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file.Location));
        Assert.Equal([file.Location], Directory.GetFiles(_folder));
    }

    [Fact]
    public async Task Key_CreatedByManyAtOnce_IsOne()
    {
        for (var round = 0; round < 50; round++)
        {
            var data = Path.Combine(_folder, $"data{round}");
            var file = new MasterKeyFile(MasterKeyFile.DefaultLocation(data), data);

            var keys = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => Task.Run(() => file.ReadAsync(mayCreate: true, Cancel))));

            using var kept = await file.ReadAsync(mayCreate: false, Cancel);
            Assert.All(keys, key => Assert.Equal(kept.CheckValue(), key.CheckValue()));
            Assert.Equal([file.Location], Directory.GetFiles(_folder, $"data{round}.*"));
        }
    }

    [Fact]
    public async Task Key_LockLeftByACrash_StopsNobody()
    {
        var file = new MasterKeyFile(MasterKeyFile.DefaultLocation(Data), Data);
        await File.WriteAllTextAsync(file.Location + ".lock", "", Cancel);

        using var created = await file.ReadAsync(mayCreate: true, Cancel);
        using var read = await file.ReadAsync(mayCreate: false, Cancel);

        Assert.Equal(created.CheckValue(), read.CheckValue());
        Assert.Equal([file.Location], Directory.GetFiles(_folder));
    }

    [Theory]
    [InlineData(".lock")]
    [InlineData(".new")]
    [InlineData(".tmp")]
    public async Task Key_LinkThatAStrangerHasPutBesideIt_NeverHoldsTheKey(string suffix)
    {
        var file = new MasterKeyFile(MasterKeyFile.DefaultLocation(Data), Data);
        var theirs = Path.Combine(_folder, "theirs");
        await File.WriteAllTextAsync(theirs, "", Cancel);
        File.CreateSymbolicLink(file.Location + suffix, theirs);

        using var created = await file.ReadAsync(mayCreate: true, Cancel);

        Assert.Empty(await File.ReadAllBytesAsync(theirs, Cancel));
        Assert.Null(new FileInfo(file.Location).LinkTarget);
    }

    [Fact]
    public async Task Key_MissingOfAnExistingInstallation_IsNotCreated()
    {
        var file = new MasterKeyFile(MasterKeyFile.DefaultLocation(Data), Data);

        await Assert.ThrowsAsync<MasterKeyException>(() => file.ReadAsync(mayCreate: false, Cancel));

        Assert.Empty(Directory.GetFiles(_folder));
    }

    [Fact]
    public async Task Key_ReadableByOthers_IsRefused()
    {
        var file = new MasterKeyFile(MasterKeyFile.DefaultLocation(Data), Data);
        (await file.ReadAsync(mayCreate: true, Cancel)).Dispose();
        File.SetUnixFileMode(file.Location, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead);

        var error = await Assert.ThrowsAsync<MasterKeyException>(() => file.ReadAsync(mayCreate: false, Cancel));

        Assert.Contains("chmod 600", error.Message);
    }

    [Theory]
    [InlineData("")]
    [InlineData("not base64 at all")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA==")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    public async Task Key_OutOfForm_IsRefusedWithoutRepeatingIt(string text)
    {
        var path = MasterKeyFile.DefaultLocation(Data);
        await File.WriteAllTextAsync(path, text, Cancel);
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);

        var error = await Assert.ThrowsAsync<MasterKeyException>(() => new MasterKeyFile(path, Data).ReadAsync(mayCreate: false, Cancel));

        Assert.True(text.Length == 0 || !error.ToString().Contains(text, StringComparison.Ordinal));
    }

    [Fact]
    public void Location_InTheDataFolder_IsRefusedThroughLinksToo()
    {
        Directory.CreateDirectory(Data);
        var link = Path.Combine(_folder, "link");
        Directory.CreateSymbolicLink(link, Data);

        Assert.Throws<MasterKeyException>(() => new MasterKeyFile(Path.Combine(Data, "key"), Data));
        Assert.Throws<MasterKeyException>(() => new MasterKeyFile(Path.Combine(link, "key"), Data));
        Assert.Throws<MasterKeyException>(() => new MasterKeyFile(Path.Combine(Data, "key"), link));
    }

    [Fact]
    public async Task Command_PrintingAKey_IsRead()
    {
        var text = Convert.ToBase64String(RandomNumberGenerator.GetBytes(MasterKey.Length));

        using var key = await new MasterKeyCommand(["/bin/echo", text]).ReadAsync(mayCreate: false, Cancel);

        Assert.Equal(MasterKey.Parse(text).CheckValue(), key.CheckValue());
    }

    [Theory]
    [InlineData("exit code 1", "/bin/false")]
    [InlineData("could not be started", "/nowhere/kms")]
    [InlineData("something else", "/bin/echo")]
    [InlineData("something else", "/bin/echo", "tell-no-one")]
    [InlineData("more than 256", "/bin/cat", "/proc/self/maps")]
    [InlineData("something else", "/bin/cat")]
    public async Task Command_ThatPrintsNoKey_IsRefusedWithTheReasonAndWithoutItsOutput(string reason, string program, params string[] arguments)
    {
        var error = await Assert.ThrowsAsync<MasterKeyException>(() => new MasterKeyCommand([program, .. arguments]).ReadAsync(mayCreate: false, Cancel));

        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("tell-no-one", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Command_ThatNeverEnds_IsGivenUpAndEnded()
    {
        var time = new FakeTimeProvider();
        var reading = new MasterKeyCommand(["/bin/sleep", "600"], time).ReadAsync(mayCreate: false, Cancel);

        time.Advance(TimeSpan.FromSeconds(31));
        var error = await Assert.ThrowsAsync<MasterKeyException>(() => reading);

        Assert.Contains("30 seconds", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task NextKey_AcceptedByManyAtOnce_TakesThePlaceWhichIsNeverEmpty()
    {
        var file = new MasterKeyFile(MasterKeyFile.DefaultLocation(Data), Data);
        (await file.ReadAsync(mayCreate: true, Cancel)).Dispose();
        for (var rotation = 0; rotation < 20; rotation++)
        {
            using var next = await file.CreateNextAsync(Cancel);
            var check = next.CheckValue();
            var accepting = Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => file.AcceptNextAsync(check, Cancel), Cancel)));
            while (!accepting.IsCompleted)
            {
                Assert.True(File.Exists(file.Location));
            }

            await accepting;
            await file.AcceptNextAsync(check, Cancel);
            using var present = await file.ReadAsync(mayCreate: false, Cancel);
            Assert.Equal(check, present.CheckValue());
            Assert.False(File.Exists(file.NextLocation));
        }

        Assert.Equal(20, Directory.GetFiles(Path.GetDirectoryName(file.Location)!, "*.old").Length);
    }

    [Fact]
    public async Task NextKey_ThatIsNotInForce_StaysBeside()
    {
        var file = new MasterKeyFile(MasterKeyFile.DefaultLocation(Data), Data);
        using var present = await file.ReadAsync(mayCreate: true, Cancel);
        using var next = await file.CreateNextAsync(Cancel);

        await file.AcceptNextAsync(present.CheckValue(), Cancel);

        using var after = await file.ReadAsync(mayCreate: false, Cancel);
        Assert.Equal(present.CheckValue(), after.CheckValue());
        Assert.True(File.Exists(file.NextLocation));
    }
}
