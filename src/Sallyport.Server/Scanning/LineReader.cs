using System.Buffers;
using System.IO.Pipelines;

namespace Sallyport.Server.Scanning;

/// <summary>Reads lines of bytes, none longer than a limit. A byte-order mark before the first and carriage returns at the ends are left out.</summary>
internal sealed class LineReader(Stream input, int longest)
{
    private readonly PipeReader _pipe = PipeReader.Create(input, new StreamPipeReaderOptions(bufferSize: 65_536, leaveOpen: true));

    /// <summary>The number of the line that was read last, from 1.</summary>
    public long Number { get; private set; }

    /// <summary>The next line without its end, or null after the last.</summary>
    /// <exception cref="MalformedLineException">A line is longer than the limit.</exception>
    public async ValueTask<byte[]?> ReadAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            var read = await _pipe.ReadAsync(cancellationToken);
            var buffer = read.Buffer;
            var end = buffer.PositionOf((byte)'\n');
            var line = end is { } at ? buffer.Slice(0, at) : buffer;
            if (line.Length > longest)
            {
                throw new MalformedLineException(Number + 1, $"It is longer than {longest:N0} bytes.");
            }

            if (end is { } newLine)
            {
                var bytes = Take(line);
                _pipe.AdvanceTo(buffer.GetPosition(1, newLine));
                return bytes;
            }

            if (read.IsCompleted)
            {
                var bytes = buffer.IsEmpty ? null : Take(line);
                _pipe.AdvanceTo(buffer.End);
                return bytes;
            }

            _pipe.AdvanceTo(buffer.Start, buffer.End);
        }
    }

    private byte[] Take(in ReadOnlySequence<byte> line)
    {
        ReadOnlySpan<byte> bytes = line.ToArray();
        Number++;
        if (Number == 1 && bytes.StartsWith("\uFEFF"u8))
        {
            bytes = bytes[3..];
        }

        return bytes.TrimEnd((byte)'\r').ToArray();
    }
}
