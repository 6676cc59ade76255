using System.Buffers;
using System.Net;
using System.Net.Sockets;

namespace Sallyport.Bench.Load;

/// <summary>
/// The model behind all paths of a load: HTTP/1.1 straight on sockets, so that it takes as little as it can of the core that it shares with the
/// client. It answers only requests whose prompt came unchanged, and swallows what telemetry exports.
/// </summary>
internal static class LoadUpstream
{
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(100);

    /// <summary>Serves until the process is ended.</summary>
    public static async Task<int> RunAsync()
    {
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen(1024);
        Console.WriteLine($"http://127.0.0.1:{((IPEndPoint)listener.LocalEndPoint!).Port}");
        while (true)
        {
            var socket = await listener.AcceptAsync();
            socket.NoDelay = true;
            _ = ServeAsync(socket);
        }
    }

    private static async Task ServeAsync(Socket socket)
    {
        using (socket)
        {
            var incoming = new HttpBuffer(socket);
            var outgoing = new ArrayBufferWriter<byte>(4096);
            try
            {
                while (await incoming.ReadHeadAsync())
                {
                    if (incoming.ContentLength < 0)
                    {
                        await SendAsync(socket, "411 Length Required"u8.ToArray(), default, outgoing);
                        return;
                    }

                    var body = await incoming.ReadBodyAsync();
                    await AnswerAsync(socket, incoming.IsTelemetry, body, outgoing);
                }
            }
            catch (SocketException)
            {
                // The peer has gone.
            }
        }
    }

    private static async ValueTask AnswerAsync(Socket socket, bool isTelemetry, ReadOnlyMemory<byte> body, ArrayBufferWriter<byte> outgoing)
    {
        if (isTelemetry)
        {
            await SendAsync(socket, "200 OK"u8.ToArray(), default, outgoing);
            return;
        }

        var number = LoadWire.ReadRequest(body.Span, out var isStream, out var isPaced);
        if (number < 0)
        {
            await SendAsync(socket, "422 Unprocessable Content"u8.ToArray(), "{\"error\":{\"message\":\"The prompt is not the one that was sent.\"}}"u8.ToArray(), outgoing);
        }
        else if (isStream)
        {
            await StreamAsync(socket, number, isPaced, outgoing);
        }
        else
        {
            var answer = new ArrayBufferWriter<byte>(2048);
            LoadWire.WriteAnswer(number, answer);
            await SendAsync(socket, "200 OK"u8.ToArray(), answer.WrittenMemory, outgoing);
        }
    }

    private static async ValueTask StreamAsync(Socket socket, int number, bool isPaced, ArrayBufferWriter<byte> outgoing)
    {
        var text = new byte[LoadWire.AnswerLength];
        LoadWire.WriteAnswerText(number, text);
        outgoing.ResetWrittenCount();
        outgoing.Write("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n"u8);
        var one = new ArrayBufferWriter<byte>(512);
        for (var index = 0; LoadWire.TryWriteEvent(text, index, one); index++)
        {
            WriteChunk(one.WrittenSpan, outgoing);
            one.ResetWrittenCount();
            if (isPaced && index > 0)
            {
                await Task.Delay(Pace);
            }

            await socket.SendAsync(outgoing.WrittenMemory);
            outgoing.ResetWrittenCount();
        }

        await socket.SendAsync("0\r\n\r\n"u8.ToArray());
    }

    private static void WriteChunk(ReadOnlySpan<byte> data, ArrayBufferWriter<byte> to)
    {
        System.Buffers.Text.Utf8Formatter.TryFormat(data.Length, to.GetSpan(8), out var length, new StandardFormat('x'));
        to.Advance(length);
        to.Write("\r\n"u8);
        to.Write(data);
        to.Write("\r\n"u8);
    }

    private static async ValueTask SendAsync(Socket socket, ReadOnlyMemory<byte> status, ReadOnlyMemory<byte> body, ArrayBufferWriter<byte> outgoing)
    {
        outgoing.ResetWrittenCount();
        outgoing.Write("HTTP/1.1 "u8);
        outgoing.Write(status.Span);
        outgoing.Write("\r\nContent-Type: application/json\r\nContent-Length: "u8);
        LoadWire.WriteNumber(body.Length, outgoing);
        outgoing.Write("\r\n\r\n"u8);
        outgoing.Write(body.Span);
        await socket.SendAsync(outgoing.WrittenMemory);
    }
}
