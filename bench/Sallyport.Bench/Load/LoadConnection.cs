using System.Buffers;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Sallyport.Bench.Load;

/// <summary>One connection of the client. Each exchange sends a text never sent before, and what comes back must be the upstream's answer to it, byte for byte. Not safe for concurrent use.</summary>
internal sealed class LoadConnection : IDisposable
{
    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private readonly ArrayBufferWriter<byte> _request = new(64 << 10);
    private readonly ArrayBufferWriter<byte> _body = new(64 << 10);
    private readonly ArrayBufferWriter<byte> _expected = new(64 << 10);
    private readonly HttpBuffer _incoming;
    private readonly byte[] _head;

    private LoadConnection(Uri address, string? key)
    {
        _incoming = new HttpBuffer(_socket);
        var authorization = key is null ? "" : $"Authorization: Bearer {key}\r\n";
        _head = Encoding.ASCII.GetBytes($"POST /v1/chat/completions HTTP/1.1\r\nHost: {address.Authority}\r\nContent-Type: application/json\r\n{authorization}Content-Length: ");
    }

    /// <summary>How many pieces of the running stream have come.</summary>
    public int Pieces { get; private set; }

    public static async Task<LoadConnection> OpenAsync(Uri address, string? key)
    {
        var connection = new LoadConnection(address, key);
        await connection._socket.ConnectAsync(new IPEndPoint(IPAddress.Loopback, address.Port));
        return connection;
    }

    /// <summary>Makes one exchange.</summary>
    /// <exception cref="InvalidDataException">What came back is not the answer.</exception>
    public async ValueTask<ExchangeTiming> ExchangeAsync(LoadShape shape, int number)
    {
        Prepare(shape, number);
        var start = Stopwatch.GetTimestamp();
        await _socket.SendAsync(_request.WrittenMemory);
        if (!await _incoming.ReadHeadAsync())
        {
            throw new InvalidDataException("The server closed the connection.");
        }

        var (first, text) = await ReadBodyAsync();
        var timing = new ExchangeTiming(Stopwatch.GetElapsedTime(start, first), Stopwatch.GetElapsedTime(start, text), Stopwatch.GetElapsedTime(start));
        if (_incoming.Status != 200 || !_body.WrittenSpan.SequenceEqual(_expected.WrittenSpan))
        {
            throw new InvalidDataException($"Status {_incoming.Status}, and not the answer that was sent: {Encoding.UTF8.GetString(_body.WrittenSpan[..Math.Min(400, _body.WrittenCount)])}");
        }

        return timing;
    }

    /// <inheritdoc/>
    public void Dispose() => _socket.Dispose();

    private void Prepare(LoadShape shape, int number)
    {
        _body.ResetWrittenCount();
        LoadWire.WriteRequest(shape, number, _body);
        _request.ResetWrittenCount();
        _request.Write(_head);
        LoadWire.WriteNumber(_body.WrittenCount, _request);
        _request.Write("\r\n\r\n"u8);
        _request.Write(_body.WrittenSpan);
        _body.ResetWrittenCount();
        _expected.ResetWrittenCount();
        if (shape.IsStream)
        {
            LoadWire.WriteStream(number, _expected);
        }
        else
        {
            LoadWire.WriteAnswer(number, _expected);
        }
    }

    // When the first byte of the body came, and when the first of the model's text.
    private async ValueTask<(long First, long Text)> ReadBodyAsync()
    {
        if (!_incoming.IsChunked)
        {
            _body.Write((await _incoming.ReadBodyAsync()).Span);
            var now = Stopwatch.GetTimestamp();
            return (now, now);
        }

        var first = 0L;
        var text = 0L;
        Pieces = 0;
        while (true)
        {
            var chunk = await _incoming.ReadChunkAsync();
            if (chunk.IsEmpty)
            {
                return (first, text);
            }

            _body.Write(chunk.Span);
            Pieces++;
            first = first == 0 ? Stopwatch.GetTimestamp() : first;
            text = text == 0 && _body.WrittenCount > LoadWire.FirstTextAt ? Stopwatch.GetTimestamp() : text;
        }
    }
}
