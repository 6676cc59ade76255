using System.Buffers.Text;
using System.Net.Sockets;
using System.Text;

namespace Sallyport.Bench.Load;

/// <summary>Reads HTTP/1.1 messages from a connection: heads, and bodies of a stated length or in chunks. As much of the protocol as a load needs. Not safe for concurrent use.</summary>
internal sealed class HttpBuffer(Socket socket)
{
    private byte[] _buffer = new byte[64 << 10];
    private int _start;
    private int _end;

    /// <summary>The status of a response.</summary>
    public int Status { get; private set; }

    /// <summary>The stated length of the body; -1 where there is none.</summary>
    public int ContentLength { get; private set; }

    /// <summary>Whether the body comes in chunks.</summary>
    public bool IsChunked { get; private set; }

    /// <summary>Whether a request exports telemetry.</summary>
    public bool IsTelemetry { get; private set; }

    /// <summary>Reads the next head. False where the peer has closed before one began.</summary>
    public async ValueTask<bool> ReadHeadAsync()
    {
        int length;
        while ((length = Pending.IndexOf("\r\n\r\n"u8)) < 0)
        {
            if (!await FillAsync())
            {
                return _end > _start ? throw new InvalidDataException("The connection closed within a head.") : false;
            }
        }

        ParseHead(Encoding.Latin1.GetString(Pending[..length]));
        _start += length + 4;
        return true;
    }

    /// <summary>Reads a body of stated length; valid until the next call.</summary>
    public async ValueTask<ReadOnlyMemory<byte>> ReadBodyAsync()
    {
        await NeedAsync(ContentLength);
        var body = _buffer.AsMemory(_start, ContentLength);
        _start += ContentLength;
        return body;
    }

    /// <summary>Reads the next chunk of a body; empty at its end. Valid until the next call.</summary>
    public async ValueTask<ReadOnlyMemory<byte>> ReadChunkAsync()
    {
        int line;
        while ((line = Pending.IndexOf("\r\n"u8)) < 0)
        {
            await NeedAsync(_end - _start + 1);
        }

        if (!Utf8Parser.TryParse(Pending[..line], out int length, out _, 'x'))
        {
            throw new InvalidDataException("A chunk has no length.");
        }

        _start += line + 2;
        await NeedAsync(length + 2);
        var chunk = _buffer.AsMemory(_start, length);
        _start += length + 2;
        return chunk;
    }

    private ReadOnlySpan<byte> Pending => _buffer.AsSpan(_start, _end - _start);

    private void ParseHead(string head)
    {
        ContentLength = -1;
        IsChunked = false;
        var lines = head.Split("\r\n");
        IsTelemetry = lines[0].StartsWith("POST /v1/traces", StringComparison.Ordinal) || lines[0].StartsWith("POST /v1/metrics", StringComparison.Ordinal);
        Status = lines[0].StartsWith("HTTP/", StringComparison.Ordinal) ? int.Parse(lines[0].AsSpan(9, 3)) : 0;
        foreach (var line in lines)
        {
            if (line.StartsWith("Content-Length:", StringComparison.OrdinalIgnoreCase))
            {
                ContentLength = int.Parse(line.AsSpan("Content-Length:".Length));
            }
            else if (line.StartsWith("Transfer-Encoding:", StringComparison.OrdinalIgnoreCase))
            {
                IsChunked = line.Contains("chunked", StringComparison.OrdinalIgnoreCase);
            }
        }
    }

    private async ValueTask NeedAsync(int count)
    {
        while (_end - _start < count)
        {
            if (!await FillAsync())
            {
                throw new InvalidDataException("The connection closed within a message.");
            }
        }
    }

    private async ValueTask<bool> FillAsync()
    {
        if (_start == _end)
        {
            _start = 0;
            _end = 0;
        }
        else if (_end == _buffer.Length)
        {
            MakeRoom();
        }

        var read = await socket.ReceiveAsync(_buffer.AsMemory(_end));
        _end += read;
        return read > 0;
    }

    private void MakeRoom()
    {
        var larger = _start > _buffer.Length / 2 ? _buffer : new byte[_buffer.Length * 2];
        Buffer.BlockCopy(_buffer, _start, larger, 0, _end - _start);
        _buffer = larger;
        _end -= _start;
        _start = 0;
    }
}
