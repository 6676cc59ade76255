using System.Diagnostics;
using System.Text;
using Sallyport.Retrieval.Reading;
using Sallyport.TestKit.Documents;
using Xunit;

namespace Sallyport.Documents.Tests.Contained;

/// <summary>The gateway's side, with processes that misbehave in place of the one that reads.</summary>
public sealed class ChildDocumentReaderTests
{
    private const string ReadAll = "cat >/dev/null; ";

    [Fact]
    public async Task Read_LinesOfPassages_GivesThem()
    {
        var reading = await ReadAsync(ReadAll + """echo '{"text":"Seen","heading":"A > B","page":3}'; echo '{"text":"Not seen","hidden":true}'; echo '{"end":"read"}'""");

        Assert.Null(reading.Failure);
        Assert.Equal(DocumentFormat.Html, reading.Format);
        Assert.Equal([new("Seen", "A > B", 3, false), new("Not seen", null, null, true)], reading.Passages);
    }

    [Fact]
    public async Task Read_FaultByName_GivesItsMessage()
    {
        var failure = (await ReadAsync("""echo '{"end":"EncryptedPdf"}'""")).Failure!;

        Assert.Equal("invalid_file", failure.Name);
        Assert.Equal("The PDF is encrypted; save it without a password or restrictions.", failure.Message);
    }

    [Theory]
    [InlineData("exit 0")]
    [InlineData("exec 0<&-; echo '{\"text\":\"half\"}'")]
    [InlineData(ReadAll + "echo '{\"end\":\"something else\"}'")]
    [InlineData(ReadAll + "echo 'no json'")]
    [InlineData(ReadAll + "echo '[]'")]
    [InlineData(ReadAll + "echo '{\"text\":1}'")]
    [InlineData(ReadAll + "echo '{\"text\":\"a\",\"other\":\"b\"}'")]
    [InlineData(ReadAll + "echo '{\"text\":\"\\ud800\"}'; echo '{\"end\":\"read\"}'")]
    [InlineData(ReadAll + "echo '{\"text\":\" \"}'; echo '{\"end\":\"read\"}'")]
    [InlineData(ReadAll + "echo '{\"text\":\"a\",\"page\":-1}'; echo '{\"end\":\"read\"}'")]
    [InlineData(ReadAll + "echo '{\"text\":{\"a\":\"b\"}}'")]
    [InlineData(ReadAll + "head -c 2000000 /dev/zero | tr '\\0' x")]
    [InlineData(ReadAll + "kill -9 $$")]
    public async Task Read_OtherAnswers_CountAsAnEnd(string script) => Assert.Equal("unreadable", (await ReadAsync(script)).Failure!.Name);

    [Fact]
    public async Task Read_DoneBeforeAllWasFed_IsNotBelieved()
    {
        using var content = new RepeatedStream((byte)'x', 16 << 20);

        var reading = await Reader("""echo '{"text":"a"}'; echo '{"end":"read"}'; sleep 60""").ReadAsync(content, "a.html", default);

        Assert.Equal("unreadable", reading.Failure!.Name);
    }

    [Fact]
    public async Task Read_ProcessThatNeverEnds_IsEndedWithItsChildren()
    {
        var folder = Directory.CreateTempSubdirectory("sallyport-tests-").FullName;
        var clock = Stopwatch.StartNew();

        var reading = await Reader($"sleep 600 & echo $! >{folder}/child; echo $$ >{folder}/parent; wait", TimeSpan.FromSeconds(2)).ReadAsync(Content("<p>x"), "a.html", default);

        Assert.Equal("Reading the document took too long and was ended; split it, or save it in a simpler form.", reading.Failure!.Message);
        Assert.InRange(clock.Elapsed.TotalSeconds, 1.5, 30);
        foreach (var name in (string[])["child", "parent"])
        {
            // A process that was killed is there until the system has cleared it away.
            await WithinSecondsAsync(() => !IsAlive(int.Parse(File.ReadAllText(Path.Combine(folder, name)))));
        }

        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task Read_ProcessThatTakesNoInput_IsEnded()
    {
        using var content = new RepeatedStream((byte)'x', 16 << 20);

        var reading = await Reader("sleep 600", TimeSpan.FromSeconds(2)).ReadAsync(content, "a.html", default);

        Assert.Equal("invalid_file", reading.Failure!.Name);
    }

    [Fact]
    public async Task Read_CallerGivesUp_EndsTheProcess()
    {
        using var giveUp = new CancellationTokenSource(TimeSpan.FromSeconds(1));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Reader("sleep 600").ReadAsync(Content("<p>x"), "a.html", giveUp.Token).AsTask());
    }

    [Fact]
    public async Task Read_ContentThatCannotBeRead_IsTheServersFault() =>
        await Assert.ThrowsAsync<IOException>(() => Reader("cat").ReadAsync(new BrokenStream(), "a.html", default).AsTask());

    [Fact]
    public async Task Read_NoSuchProgram_IsTheServersFault()
    {
        var reader = new ChildDocumentReader(new ChildReaderOptions { Program = "/nowhere/at/all" }, TimeProvider.System);

        await Assert.ThrowsAsync<IOException>(() => reader.ReadAsync(Content("<p>x"), "a.html", default).AsTask());
    }

    [Fact]
    public async Task Read_TooManyBytes_AreRefusedWhileTheyCome()
    {
        using var content = new RepeatedStream((byte)'x', 1L << 30);

        var reading = await Reader(ReadAll).ReadAsync(content, "a.html", default);

        Assert.Equal("file_too_large", reading.Failure!.Name);
        Assert.InRange(content.Position, DocumentLimits.PlainBytes, DocumentLimits.PlainBytes + (1 << 20));
    }

    [Fact]
    public async Task Read_Environment_HoldsNothingOfTheServers()
    {
        Environment.SetEnvironmentVariable("SALLYPORT_TEST_SECRET", "the secret");

        var reading = await ReadAsync(ReadAll + """printf '{"text":"%s"}\n{"end":"read"}\n' "$(env | cut -d= -f1 | sort | tr '\n' ' ') $(pwd) $(ls -a | tr '\n' ' ')" """);

        var text = Assert.Single(reading.Passages).Text;
        Assert.DoesNotContain("SALLYPORT", text, StringComparison.Ordinal);
        Assert.Contains("DOTNET_GCHeapHardLimit", text, StringComparison.Ordinal);
        Assert.EndsWith("sallyport-reading-", text[..(text.IndexOf("sallyport-reading-", StringComparison.Ordinal) + 18)], StringComparison.Ordinal);
        Assert.EndsWith(" . ..", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Read_OpenFiles_AreNotHandedOver()
    {
        var path = Path.GetTempFileName();
        await using var file = new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete, 1, FileOptions.DeleteOnClose);

        var reading = await ReadAsync(ReadAll + """printf '{"text":"%s"}\n{"end":"read"}\n' "$(ls -l /proc/self/fd | tr -c 'a-zA-Z0-9/. ' ' ')" """);

        var text = Assert.Single(reading.Passages).Text;
        Assert.Contains("/proc", text, StringComparison.Ordinal);
        Assert.DoesNotContain(Path.GetFileName(path), text, StringComparison.Ordinal);
        Assert.DoesNotContain("socket", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Read_ManyAtOnce_RunsAsManyAsAllowed()
    {
        var folder = Directory.CreateTempSubdirectory("sallyport-tests-").FullName;
        var reader = Reader($"cat >/dev/null; touch {folder}/$$; ls {folder} | wc -l >>{folder}.counts; sleep 0.2; rm {folder}/$$; echo '{{\"end\":\"read\"}}'");

        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => reader.ReadAsync(Content("<p>x"), "a.html", default).AsTask()));

        var counts = File.ReadAllLines(folder + ".counts").Select(int.Parse).ToList();
        Assert.Equal(8, counts.Count);
        Assert.All(counts, static count => Assert.InRange(count, 1, 2));
        Directory.Delete(folder, recursive: true);
        File.Delete(folder + ".counts");
    }

    [Fact]
    public async Task Read_WhileAnotherTakesLong_DoesNotWaitForIt()
    {
        var reader = new ChildDocumentReader(new ChildReaderOptions { Program = "/bin/sh", Arguments = ["-c", "/bin/sleep 600"] }, TimeProvider.System);
        using var giveUp = new CancellationTokenSource();
        var slow = reader.ReadAsync(Content("<p>x"), "a.html", giveUp.Token).AsTask();

        var other = await reader.ReadAsync(Content("One"), "a.txt", default).AsTask().WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);

        Assert.Equal("One", other.Passages[0].Text);
        Assert.False(slow.IsCompleted);
        await giveUp.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => slow);
    }

    [Fact]
    public async Task Read_PlainFormats_StartNoProcess()
    {
        var reader = new ChildDocumentReader(new ChildReaderOptions { Program = "/nowhere/at/all" }, TimeProvider.System);

        Assert.Equal("One", (await reader.ReadAsync(Content("One"), "a.txt", default)).Passages[0].Text);
        Assert.Equal("One", (await reader.ReadAsync(Content("# One"), "a.md", default)).Passages[0].Heading);
        Assert.Equal("a: 1", (await reader.ReadAsync(Content("{\"a\":1}"), "a.json", default)).Passages[0].Text);
        Assert.Equal("a: 1", (await reader.ReadAsync(Content("a\n1"), "a.csv", default)).Passages[1].Text);
        Assert.Equal("unsupported_file", (await reader.ReadAsync(Content("x"), "a.exe", default)).Failure!.Name);
        Assert.Equal("unsupported_file", (await reader.ReadAsync(Content("%PDF-1.4"), "a.txt", default)).Failure!.Name);
        Assert.Equal("invalid_file", (await reader.ReadAsync(Content("a\0b"), "a.txt", default)).Failure!.Name);
        Assert.Empty((await reader.ReadAsync(Content(""), "a.txt", default)).Passages);
    }

    private static Task<DocumentReading> ReadAsync(string script) => Reader(script).ReadAsync(Content("<p>Some document</p>"), "a.html", default).AsTask();

    private static ChildDocumentReader Reader(string script, TimeSpan? deadline = null) =>
        new(new ChildReaderOptions { Program = "/bin/sh", Arguments = ["-c", "PATH=/usr/bin:/bin; " + script], AtOnce = 2, Deadline = deadline ?? TimeSpan.FromMinutes(1) }, TimeProvider.System);

    private static MemoryStream Content(string text) => new(Encoding.UTF8.GetBytes(text));

    private static async Task WithinSecondsAsync(Func<bool> holds)
    {
        var clock = Stopwatch.StartNew();
        while (!holds())
        {
            Assert.True(clock.Elapsed < TimeSpan.FromSeconds(20));
            await Task.Delay(100, TestContext.Current.CancellationToken);
        }
    }

    private static bool IsAlive(int process) => Directory.Exists($"/proc/{process}") && !File.ReadAllText($"/proc/{process}/stat").Contains(") Z ", StringComparison.Ordinal);

    private sealed class BrokenStream : MemoryStream
    {
        private bool _hasBegun;

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (_hasBegun)
            {
                throw new IOException("The store is away.");
            }

            _hasBegun = true;
            buffer.Span.Fill((byte)'x');
            return ValueTask.FromResult(buffer.Length);
        }
    }
}
