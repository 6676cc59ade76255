using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Sallyport.Retrieval.Reading;

namespace Sallyport.Documents.Contained;

/// <summary>
/// One reading process, from the gateway's side: it is started with an environment of its own in an empty folder, fed the document while its answer is read, and ended with all its children at the first breach
/// (time, memory, amount or form of its answer) and whatever happens here.
/// </summary>
internal sealed class ChildRun : IDisposable
{
    private const int FeedBytes = 1 << 16;

    private static readonly TimeSpan WatchInterval = TimeSpan.FromMilliseconds(250);

    // What a .NET process may need to start where it isn't installed in the usual place.
    private static readonly string[] KeptVariables = ["DOTNET_ROOT", "DOTNET_ROOT_X64", "DOTNET_ROOT_ARM64", "SystemRoot"];

    private readonly Process _process;
    private readonly string _folder;
    private readonly long _mostMemory;
    private bool _isTooLarge;
    private bool _hasTakenTooMuch;

    private ChildRun(Process process, string folder, long mostMemory)
    {
        _process = process;
        _folder = folder;
        _mostMemory = mostMemory;
    }

    /// <summary>Reads a document in a process that lives no longer than this call.</summary>
    /// <exception cref="IOException">The process couldn't be started, or the document not be read from where it lies.</exception>
    public static async Task<DocumentReading> ReadAsync(
        ChildReaderOptions options, TimeProvider time, DocumentFormat format, ReadOnlyMemory<byte> head, Stream content, CancellationToken cancellationToken)
    {
        using var run = Start(options, format);
        using var deadline = new CancellationTokenSource(options.Deadline, time);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        var most = format == DocumentFormat.Html ? DocumentLimits.PlainBytes : DocumentLimits.PackedBytes;
        var feed = run.FeedAsync(head, content, most, stop);
        var watch = run.WatchAsync(time, stop);
        DocumentReading reading;
        try
        {
            reading = await run.ReadAnswerAsync(format, stop.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            reading = (run._hasTakenTooMuch ? DocumentFault.TookTooMuchMemory : DocumentFault.TookTooLong).Reading();
        }
        catch (Exception exception) when (exception is IOException or JsonException or InvalidOperationException or FormatException)
        {
            reading = DocumentFault.ReaderEnded.Reading();
        }
        finally
        {
            // What follows waits for nothing that the process could withhold.
            run.Kill();
            await stop.CancelAsync().ConfigureAwait(false);
        }

        var isFed = await feed.ConfigureAwait(false);
        await watch.ConfigureAwait(false);
        cancellationToken.ThrowIfCancellationRequested();
        return run._isTooLarge ? DocumentFault.TooLarge.Reading() : isFed || reading.HasFailed ? reading : DocumentFault.ReaderEnded.Reading();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Kill();
        _process.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private static ChildRun Start(ChildReaderOptions options, DocumentFormat format)
    {
        var folder = Directory.CreateTempSubdirectory("sallyport-reading-").FullName;
        var start = new ProcessStartInfo(options.Program, [.. options.Arguments, format.ToString()])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = folder,
        };
        start.Environment.Clear();
        foreach (var name in KeptVariables)
        {
            if (Environment.GetEnvironmentVariable(name) is { } value)
            {
                start.Environment[name] = value;
            }
        }

        start.Environment["HOME"] = start.Environment["TMPDIR"] = folder;
        start.Environment["DOTNET_GCHeapHardLimit"] = options.HeapBytes.ToString("x", CultureInfo.InvariantCulture);
        start.Environment["DOTNET_gcServer"] = "0";
        start.Environment["DOTNET_gcConcurrent"] = "0";
        // No debugger's socket, and no dump of what a document held.
        start.Environment["DOTNET_EnableDiagnostics"] = "0";
        start.Environment["DOTNET_DbgEnableMiniDump"] = "0";
        try
        {
            var process = Process.Start(start) ?? throw new IOException("The process that reads documents could not be started.");
            Yield(process);
            // Nothing of it is kept: what a parser says of a document may quote it.
            _ = process.StandardError.BaseStream.CopyToAsync(Stream.Null);
            return new ChildRun(process, folder, options.HeapBytes + (options.HeapBytes / 2));
        }
        catch (Win32Exception exception)
        {
            Directory.Delete(folder);
            throw new IOException("The process that reads documents could not be started.", exception);
        }
    }

    // Requests go first. A process that has ended already has no priority to lower.
    private static void Yield(Process process)
    {
        try
        {
            process.PriorityClass = ProcessPriorityClass.BelowNormal;
        }
        catch (Exception exception) when (exception is Win32Exception or InvalidOperationException)
        {
        }
    }

    private async Task<bool> FeedAsync(ReadOnlyMemory<byte> head, Stream content, long most, CancellationTokenSource stop)
    {
        // Apart from the caller's thread: content and pipe may both answer at once for long.
        await Task.Yield();
        try
        {
            var input = _process.StandardInput.BaseStream;
            var buffer = new byte[FeedBytes];
            var piece = head;
            for (var total = 0L; piece.Length > 0;)
            {
                total += piece.Length;
                if (total > most)
                {
                    _isTooLarge = true;
                    await stop.CancelAsync().ConfigureAwait(false);
                    return false;
                }

                if (!await TryWriteAsync(input, piece, stop.Token).ConfigureAwait(false))
                {
                    return false;
                }

                piece = buffer.AsMemory(0, await content.ReadAsync(buffer, stop.Token).ConfigureAwait(false));
            }

            _process.StandardInput.Close();
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
        catch
        {
            // Where the document lies can't be read: the caller hears of it when the process is gone.
            await stop.CancelAsync().ConfigureAwait(false);
            throw;
        }
    }

    private static async ValueTask<bool> TryWriteAsync(Stream input, ReadOnlyMemory<byte> piece, CancellationToken cancellationToken)
    {
        try
        {
            await input.WriteAsync(piece, cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (IOException)
        {
            // It reads no more; why, its answer tells.
            return false;
        }
    }

    private async Task WatchAsync(TimeProvider time, CancellationTokenSource stop)
    {
        try
        {
            using var timer = new PeriodicTimer(WatchInterval, time);
            while (await timer.WaitForNextTickAsync(stop.Token).ConfigureAwait(false))
            {
                _process.Refresh();
                if (_process.WorkingSet64 > _mostMemory)
                {
                    _hasTakenTooMuch = true;
                    await stop.CancelAsync().ConfigureAwait(false);
                }
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or InvalidOperationException or Win32Exception)
        {
            // Ended, one way or the other.
        }
    }

    private async Task<DocumentReading> ReadAnswerAsync(DocumentFormat format, CancellationToken cancellationToken)
    {
        var output = _process.StandardOutput.BaseStream;
        var passages = new List<DocumentPassage>();
        var sink = new PassageSink(passages.Add);
        var buffer = new byte[FeedBytes];
        for (var length = 0; ;)
        {
            if (length == buffer.Length)
            {
                if (length >= PassageLines.LongestLine)
                {
                    return DocumentFault.ReaderEnded.Reading();
                }

                Array.Resize(ref buffer, Math.Min(2 * length, PassageLines.LongestLine));
            }

            var read = await output.ReadAsync(buffer.AsMemory(length), cancellationToken).ConfigureAwait(false);
            if (read == 0)
            {
                return DocumentFault.ReaderEnded.Reading();
            }

            length += read;
            var start = 0;
            while (buffer.AsSpan(start..length).IndexOf((byte)'\n') is >= 0 and var line)
            {
                PassageLines.Parse(buffer.AsSpan(start, line), out var passage, out var end);
                start += line + 1;
                if (end is not null)
                {
                    return end == PassageLines.Read ? DocumentReading.Of(format, passages) : Enum.TryParse<DocumentFault>(end, out var fault) ? fault.Reading() : DocumentFault.ReaderEnded.Reading();
                }

                try
                {
                    sink.Add(passage!.Text, passage.Heading, passage.Page, passage.IsHidden);
                }
                catch (DocumentFaultException exception)
                {
                    return exception.Fault.Reading();
                }
            }

            buffer.AsSpan(start..length).CopyTo(buffer);
            length -= start;
        }
    }

    private void Kill()
    {
        try
        {
            _process.Kill(entireProcessTree: true);
            _process.WaitForExit();
        }
        catch (Exception exception) when (exception is InvalidOperationException or Win32Exception or AggregateException)
        {
            // Gone already.
        }
    }
}
