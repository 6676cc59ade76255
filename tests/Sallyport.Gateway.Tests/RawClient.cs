using System.Net.Sockets;
using System.Text;
using Xunit;

namespace Sallyport.Gateway.Tests;

/// <summary>Bytes on a TCP connection, for what no HTTP client would send.</summary>
internal sealed class RawClient : IAsyncDisposable
{
    private readonly TcpClient _socket = new();
    private NetworkStream _stream = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static async Task<RawClient> ConnectAsync(Uri address)
    {
        var client = new RawClient();
        await client._socket.ConnectAsync(address.Host, address.Port, Cancel);
        client._stream = client._socket.GetStream();
        return client;
    }

    /// <summary>Sends bytes and gives all that comes back until the server closes.</summary>
    public static async Task<string> ExchangeAsync(Uri address, string bytes)
    {
        await using var client = await ConnectAsync(address);
        await client.SendAsync(bytes);
        return await client.ReadToEndAsync();
    }

    public async Task SendAsync(string text) => await _stream.WriteAsync(Encoding.Latin1.GetBytes(text), Cancel);

    public async Task SendAsync(ReadOnlyMemory<byte> bytes) => await _stream.WriteAsync(bytes, Cancel);

    /// <summary>Reads until a text has come.</summary>
    public async Task<string> ReadUntilAsync(string text)
    {
        var received = new StringBuilder();
        var buffer = new byte[4096];
        while (!received.ToString().Contains(text, StringComparison.Ordinal))
        {
            var read = await _stream.ReadAsync(buffer, Cancel);
            Assert.True(read > 0, "closed after: " + received);
            received.Append(Encoding.UTF8.GetString(buffer, 0, read));
        }

        return received.ToString();
    }

    /// <summary>Reads until the server closes, in whatever way.</summary>
    public async Task<string> ReadToEndAsync()
    {
        var received = new MemoryStream();
        try
        {
            await _stream.CopyToAsync(received, Cancel);
        }
        catch (IOException)
        {
            // A reset; what came before counts.
        }

        return Encoding.UTF8.GetString(received.ToArray());
    }

    public ValueTask DisposeAsync()
    {
        _socket.Dispose();
        return ValueTask.CompletedTask;
    }
}
