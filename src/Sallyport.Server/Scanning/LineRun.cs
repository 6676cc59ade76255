using System.Threading.Channels;

namespace Sallyport.Server.Scanning;

/// <summary>
/// Works on lines in parallel and writes what came of each in their order. What is read and not yet written is bounded, and each result is written
/// as soon as those before it are, so that another program can ask and listen line by line.
/// </summary>
/// <param name="work">Makes of a line and its number what is written for it, ends of lines included. Called on several threads.</param>
/// <param name="progress">Shown as it goes, or null.</param>
internal sealed class LineRun(Func<byte[], long, byte[]> work, LineProgress? progress)
{
    /// <summary>The longest line, in bytes.</summary>
    public const int LongestLine = 32 * 1024 * 1024;

    // A line takes a unit, and one more for each full 64 KiB: 64 MiB of lines are under way at most, and 1,024 of them.
    private const int Unit = 64 * 1024;
    private const int Units = 1024;

    /// <summary>Works to the end of the input.</summary>
    /// <exception cref="MalformedLineException">A line can't be read. The results of all lines before it have been written.</exception>
    public async Task RunAsync(Stream input, Stream output, CancellationToken cancellationToken)
    {
        // Not disposed of: the reader may outlive the run, and there is no handle in it.
        var free = new SemaphoreSlim(Units);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var underWay = Channel.CreateUnbounded<(int Length, Task<byte[]> Result)>(new() { SingleReader = true, SingleWriter = true });
        _ = Task.Run(() => ReadAsync(new LineReader(input, LongestLine), underWay.Writer, free, stop.Token), CancellationToken.None);
        try
        {
            await WriteAsync(underWay.Reader, free, output, cancellationToken);
        }
        finally
        {
            // The reader may stand in a read of a terminal that nothing can break off, so it is not waited for.
            await stop.CancelAsync();
            progress?.End();
        }
    }

    private static int UnitsOf(int length) => 1 + (length / Unit);

    private async Task ReadAsync(LineReader lines, ChannelWriter<(int Length, Task<byte[]> Result)> to, SemaphoreSlim free, CancellationToken cancellationToken)
    {
        Exception? failure = null;
        try
        {
            while (await lines.ReadAsync(cancellationToken) is { } line)
            {
                if (line.AsSpan().ContainsAnyExcept(" \t"u8))
                {
                    for (var i = UnitsOf(line.Length); i > 0; i--)
                    {
                        await free.WaitAsync(cancellationToken);
                    }

                    var number = lines.Number;
                    to.TryWrite((line.Length, Task.Run(() => work(line, number), CancellationToken.None)));
                }
            }
        }
        catch (Exception exception) when (exception is MalformedLineException or IOException or OperationCanceledException)
        {
            failure = exception;
        }

        to.Complete(failure);
    }

    private async Task WriteAsync(ChannelReader<(int Length, Task<byte[]> Result)> from, SemaphoreSlim free, Stream output, CancellationToken cancellationToken)
    {
        while (await from.WaitToReadAsync(cancellationToken))
        {
            while (from.TryRead(out var line))
            {
                var result = await FlushWhileWaitingAsync(line.Result, output, cancellationToken);
                await output.WriteAsync(result, cancellationToken);
                free.Release(UnitsOf(line.Length));
                progress?.Add(line.Length);
            }

            await output.FlushAsync(cancellationToken);
        }
    }

    private static async Task<byte[]> FlushWhileWaitingAsync(Task<byte[]> result, Stream output, CancellationToken cancellationToken)
    {
        if (!result.IsCompleted)
        {
            await output.FlushAsync(cancellationToken);
        }

        try
        {
            return await result.WaitAsync(cancellationToken);
        }
        catch (MalformedLineException)
        {
            await output.FlushAsync(cancellationToken);
            throw;
        }
    }
}
