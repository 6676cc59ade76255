using System.Text;
using Sallyport.Gateway.Tests.Wires;
using Sallyport.TestKit.Providers;
using Xunit;

namespace Sallyport.Gateway.Tests.Failures;

/// <summary>Bodies of 100 MB, told in each dialect's own form before they are read.</summary>
public sealed class OversizedRequestTests
{
    private const int Size = 100_000_000;

    public static TheoryData<string, bool> RoutesAndFramings { get; } = new(Wire.All.SelectMany(wire => new[] { (wire.Name, true), (wire.Name, false) }));

    [Theory]
    [MemberData(nameof(RoutesAndFramings))]
    public async Task Body_Of100Megabytes_IsRefusedEarlyInTheCallersDialect(string name, bool isChunked)
    {
        var wire = Wire.All.Single(wire => wire.Name == name);
        await using var provider = await FakeProvider.StartAsync(FakeAnswer.Json("{}"));
        await using var gateway = await GuardedGateway.StartAsync(provider.Address, kind: wire.Kind);
        await using var client = await RawClient.ConnectAsync(gateway.Address);

        await client.SendAsync(
            $"POST {wire.Path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {gateway.Key}\r\nContent-Type: application/json\r\n"
            + (isChunked ? "Transfer-Encoding: chunked\r\n\r\n" : $"Content-Length: {Size}\r\n\r\n"));
        var sending = isChunked ? SendChunksAsync(client) : Task.FromResult(0);
        var answer = await client.ReadUntilAsync(wire.Name == "messages" ? "\"request_id\":\"ex_" : "\"code\":\"body_too_large\"");
        var sent = await sending;

        Assert.StartsWith("HTTP/1.1 413", answer, StringComparison.Ordinal);
        Assert.Contains(wire.Name == "messages" ? "\"type\":\"request_too_large\"" : "\"type\":\"invalid_request_error\"", answer, StringComparison.Ordinal);
        Assert.Contains("32 MB", answer, StringComparison.Ordinal);
        Assert.True(sent < Size, "all of it was taken");
        Assert.Empty(provider.Requests);
    }

    private static async Task<int> SendChunksAsync(RawClient client)
    {
        const int size = 1_000_000;
        byte[] chunk = [.. Encoding.ASCII.GetBytes($"{size:x}\r\n"), .. Enumerable.Repeat((byte)' ', size), (byte)'\r', (byte)'\n'];
        var sent = 0;
        try
        {
            for (; sent < Size; sent += size)
            {
                await client.SendAsync(chunk);
            }
        }
        catch (IOException)
        {
            // The gateway has answered and closed.
        }

        return sent;
    }
}
