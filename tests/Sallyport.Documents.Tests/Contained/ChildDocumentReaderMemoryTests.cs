using Xunit;

namespace Sallyport.Documents.Tests.Contained;

/// <summary>What a reading holds, measured over the whole process: so these run while no other test does.</summary>
[Collection(nameof(AloneInTheProcess))]
public sealed class ChildDocumentReaderMemoryTests
{
    [Fact]
    public async Task Read_EndlessText_EndsAtTheBoundWithoutKeepingIt()
    {
        using var content = new MemoryStream("<p>Some document</p>"u8.ToArray());
        var script = $$"""cat >/dev/null; while true; do echo '{"text":"{{new string('x', 130)}}"}'; done""";
        var reader = new ChildDocumentReader(
            new ChildReaderOptions { Program = "/bin/sh", Arguments = ["-c", script], AtOnce = 1, Deadline = TimeSpan.FromMinutes(1) }, TimeProvider.System);
        var before = GC.GetTotalMemory(forceFullCollection: true);

        var reading = await reader.ReadAsync(content, "a.html", default);

        Assert.Equal("file_too_large", reading.Failure!.Name);
        Assert.InRange(GC.GetTotalMemory(forceFullCollection: true) - before, long.MinValue, 50 << 20);
    }

    /// <summary>The collection of tests that run one after the other, once all others are done.</summary>
    [CollectionDefinition(nameof(AloneInTheProcess), DisableParallelization = true)]
    public sealed class AloneInTheProcess;
}
