using System.Diagnostics;
using Xunit;

namespace Sallyport.Server.Tests.Tour;

public sealed class DemoTests
{
    [Fact]
    public async Task Demo_WithoutATerminal_ShowsEachGuardAtWorkWithinAMinute()
    {
        var watch = Stopwatch.StartNew();

        var (code, output, error) = await SallyportProcess.RunAsync("demo");

        Assert.True(code == 0, output + error);
        Assert.True(watch.Elapsed < TimeSpan.FromMinutes(1));
        var got = output.Split('\n').Where(line => line.TrimStart().StartsWith("client got", StringComparison.Ordinal)).ToArray();
        Assert.Equal(8, got.Length);
        Assert.Contains("demo model inside Sallyport", got[0]);
        Assert.Contains("[REDACTED:pii.payment_card]", got[1]);
        Assert.DoesNotContain("4111", got[1]);
        Assert.Contains("[REDACTED:secret.private_key]", got[2]);
        Assert.DoesNotContain("BEGIN", got[2]);
        Assert.Contains("[REDACTED:leak", got[3]);
        Assert.DoesNotContain("retention", got[3]);
        Assert.Contains("[REDACTED:pii.email]", got[4]);
        Assert.DoesNotContain("attacker@", got[4]);
        Assert.Contains("ana.silva@example.org", got[5]);
        Assert.DoesNotContain("ana.silva", Assert.Single(output.Split('\n'), line => line.Contains("model saw", StringComparison.Ordinal) && line.Contains("my address", StringComparison.Ordinal)));
        Assert.Contains("HTTP 400", got[7]);
        Assert.Contains("(observed only)", output);
        Assert.Contains("sound: ", output);
        Assert.Contains("NOT SOUND", output);
        Assert.False(output.Contains((char)0x1b), "Escape sequences are for terminals.");
        Assert.DoesNotContain("no entry yet", output);
    }
}
