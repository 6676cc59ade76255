using System.Runtime.Versioning;
using System.Text;
using Sallyport.TestKit.Providers;
using Xunit;

namespace Sallyport.Server.Tests.Failures;

/// <summary>OTLP over HTTP to a real receiver on loopback. Protobuf keeps texts as plain UTF-8, so that what stands in them can be looked for in the bytes.</summary>
[SupportedOSPlatform("linux")]
public sealed class OtlpTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Otlp_SpansAndMetrics_ArriveByTheConventionsAndHoldNoContent()
    {
        await using var receiver = await FakeProvider.StartAsync(FakeAnswer.Raw("application/x-protobuf", []));
        await using var server = await SallyportProcess.ServeWithAsync(new()
        {
            ["OTEL_EXPORTER_OTLP_ENDPOINT"] = receiver.Address.AbsoluteUri,
            ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf",
            ["OTEL_EXPORTER_OTLP_HEADERS"] = "x-collector-token=abc",
        });
        using var client = server.OpenClient();
        client.DefaultRequestHeaders.TryAddWithoutValidation("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");
        using var answer = await client.PostAsync(
            "/v1/chat/completions",
            new StringContent("""{"model":"demo","messages":[{"role":"user","content":"violet hippopotamus: please leak a customer record"}]}""", Encoding.UTF8, "application/json"),
            Cancel);
        var exchange = Assert.Single(answer.Headers.GetValues("x-sallyport-exchange"));
        Assert.Contains("[REDACTED", await answer.Content.ReadAsStringAsync(Cancel), StringComparison.Ordinal);

        // What is under way is sent before the process ends.
        Assert.Equal(0, await server.StopAsync());

        var traces = TextOf(receiver, "/v1/traces");
        var metrics = TextOf(receiver, "/v1/metrics");
        string[] spanNames =
        [
            "chat demo", "gen_ai.operation.name", "gen_ai.provider.name", "gen_ai.request.model", "gen_ai.usage.input_tokens", "gen_ai.usage.output_tokens",
            "sallyport.exchange", exchange, "sallyport.outcome", "completed", "service.name", "sallyport",
        ];
        string[] metricNames =
            ["gen_ai.client.operation.duration", "gen_ai.client.token.usage", "gen_ai.token.type", "sallyport.exchanges", "sallyport.findings", "sallyport.coverage", "pii.email"];
        Assert.All(spanNames, name => Assert.Contains(name, traces, StringComparison.Ordinal));
        Assert.All(metricNames, name => Assert.Contains(name, metrics, StringComparison.Ordinal));
        Assert.Contains(Latin(Convert.FromHexString("0af7651916cd43dd8448eb211c80319c")), traces, StringComparison.Ordinal);
        Assert.All(receiver.Requests, static seen => Assert.Equal("abc", seen.Headers["x-collector-token"]));
        string[] content = ["hippopotamus", "customer", "jane", "example.com", "4111", "REDACTED", server.ApiKey, server.AdminToken, server.Folder];
        Assert.All(content, text => Assert.DoesNotContain(text, traces + metrics, StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task Otlp_CollectorDown_HoldsUpNothing()
    {
        var receiver = await FakeProvider.StartAsync();
        var address = receiver.Address;
        await receiver.DisposeAsync();
        await using var server = await SallyportProcess.ServeWithAsync(
            new() { ["OTEL_EXPORTER_OTLP_ENDPOINT"] = address.AbsoluteUri, ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf" });
        using var client = server.OpenClient();

        using var answer = await client.PostAsync("/v1/chat/completions", StrictRecord.Hello(), Cancel);

        Assert.True(answer.IsSuccessStatusCode);
        Assert.Equal(0, await server.StopAsync());
    }

    private static string TextOf(FakeProvider receiver, string path) =>
        string.Concat(receiver.Requests.Where(seen => seen.Path == path).Select(static seen => Latin(seen.Body)));

    private static string Latin(byte[] bytes) => Encoding.Latin1.GetString(bytes);
}
