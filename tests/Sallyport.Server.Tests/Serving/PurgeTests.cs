using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Sallyport.Gateway.Hosting;
using Sallyport.Recording;
using Sallyport.Server.Serving;
using Sallyport.Server.Settings;
using Sallyport.Storage.Recording;
using Sallyport.Text;
using Xunit;

namespace Sallyport.Server.Tests.Serving;

public sealed class PurgeTests
{
    [Fact]
    public async Task Recordings_ThirtyDaysOld_AreRemovedByTheRunningServersTimer()
    {
        var folder = Directory.CreateTempSubdirectory("sallyport-purge-").FullName;
        var time = new FakeTimeProvider(DateTimeOffset.UtcNow);
        var free = new Uri("http://127.0.0.1:0");
        var settings = new ServeSettings
        {
            Installation = new InstallationSettings { Data = Path.Combine(folder, "data") },
            Gateway = new GatewayOptions { Listen = free, Admin = free },
        };
        await using (var gateway = await GatewayProcess.StartAsync(settings, NullLoggerFactory.Instance, time, TestContext.Current.CancellationToken))
        {
            var vault = await gateway.Installation.Vaults.OpenAsync(gateway.NewTenant!.Id, TestContext.Current.CancellationToken);
            Segment[] segments = [new(0, Origin.User, Trust.Untrusted, Form.Text, "hello".AsMemory())];
            var longAgo = new FakeTimeProvider(time.GetUtcNow() - Recorder.Retention + TimeSpan.FromMinutes(30));
            await new Recorder(new RecordingStore(gateway.Installation.Database), longAgo).RecordAsync(vault, "ex_1", segments, TestContext.Current.CancellationToken);

            time.Advance(TimeSpan.FromMinutes(20));
            var before = await gateway.Installation.Recorder.FindAsync(vault, "ex_1", TestContext.Current.CancellationToken);
            time.Advance(TimeSpan.FromMinutes(41));
            var after = await SallyportProcess.UntilAsync(
                () => gateway.Installation.Recorder.FindAsync(vault, "ex_1", TestContext.Current.CancellationToken), static found => found is null);

            Assert.NotNull(before);
            Assert.Null(after);
        }

        Directory.Delete(folder, recursive: true);
    }
}
