using Sallyport.Gateway.Telemetry;
using Sallyport.TestKit.Providers;
using Xunit;

namespace Sallyport.Gateway.Tests.Telemetry;

public sealed class MetricsTests
{
    [Fact]
    public async Task Invariant9_Metrics_TellNamesAndNumbersAndNoContent()
    {
        await using var provider = await FakeProvider.StartAsync(FakeAnswer.Json(
            """{"id":"c","object":"chat.completion","model":"gpt-x","choices":[{"index":0,"message":{"role":"assistant","content":"write to jane.doe@example.org"},"finish_reason":"stop"}],"usage":{"prompt_tokens":3,"completion_tokens":4,"total_tokens":7}}"""));
        await using var gateway = await GuardedGateway.StartAsync(provider.Address);
        using var client = new HttpClient { BaseAddress = gateway.Admin };

        await gateway.ChatAsync("""{"model":"gpt-x","messages":[{"role":"user","content":"violet hippopotamus"}]}""");
        await gateway.ChatAsync("""{"model":"jane.doe@example.com","messages":"no list"}""");
        var metrics = await client.GetStringAsync("/metrics");

        var ours = metrics.Split('\n').Where(line => line.Contains(gateway.Tenant.Value, StringComparison.Ordinal)).ToArray();
        Assert.Contains(ours, line => line.StartsWith("gen_ai_client_operation_duration_seconds_count", StringComparison.Ordinal) && line.Contains("gen_ai_request_model=\"gpt-x\"", StringComparison.Ordinal));
        Assert.Contains(ours, line => line.StartsWith("gen_ai_client_token_usage", StringComparison.Ordinal) && line.Contains("gen_ai_token_type=\"output\"", StringComparison.Ordinal));
        Assert.Contains(ours, line => line.StartsWith("sallyport_exchanges_total", StringComparison.Ordinal) && line.Contains("sallyport_outcome=\"completed\"", StringComparison.Ordinal));
        Assert.Contains(ours, line => line.StartsWith("sallyport_findings_total", StringComparison.Ordinal) && line.Contains("sallyport_kind=\"pii.email\"", StringComparison.Ordinal));
        Assert.Contains(ours, line => line.StartsWith("sallyport_coverage_total", StringComparison.Ordinal) && line.Contains("sallyport_state=\"passed\"", StringComparison.Ordinal));
        Assert.DoesNotContain("jane", metrics);
        Assert.DoesNotContain("hippopotamus", metrics);
        Assert.DoesNotContain(gateway.Key, metrics);
    }

    [Fact]
    public async Task Metrics_OfAStream_TellItsFirstTokenAndWhatWasHeld()
    {
        await using var provider = await FakeProvider.StartAsync(FakeAnswer.Events(
            """{"id":"c","object":"chat.completion.chunk","model":"gpt-x","choices":[{"index":0,"delta":{"content":"hello there"},"finish_reason":null}]}""",
            """{"id":"c","object":"chat.completion.chunk","model":"gpt-x","choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}""",
            "[DONE]"));
        await using var gateway = await GuardedGateway.StartAsync(provider.Address);
        using var client = new HttpClient { BaseAddress = gateway.Admin };

        await gateway.ChatAsync("""{"model":"gpt-x","stream":true,"messages":[{"role":"user","content":"hi"}]}""");
        await gateway.EntriesAsync();
        var metrics = await client.GetStringAsync("/metrics");

        var ours = metrics.Split('\n').Where(line => line.Contains(gateway.Tenant.Value, StringComparison.Ordinal)).ToArray();
        Assert.Contains(ours, line => line.StartsWith("gen_ai_server_time_to_first_token_seconds_count", StringComparison.Ordinal));
        Assert.Contains(ours, line => line.StartsWith("sallyport_hold_bytes_count", StringComparison.Ordinal));
        Assert.Contains(ours, line => line.StartsWith("sallyport_exchanges_open{", StringComparison.Ordinal) && line.Contains("} 0", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Metrics_OfAModeration_LeaveOutTheModelThatItsCallerNames()
    {
        await using var provider = await FakeProvider.StartAsync();
        await using var gateway = await GuardedGateway.StartAsync(provider.Address);
        using var client = new HttpClient { BaseAddress = gateway.Admin };

        await gateway.SendAsync("/v1/moderations", """{"model":"random-1","input":"a fine day"}""");
        await gateway.EntriesAsync();
        var metrics = await client.GetStringAsync("/metrics");

        Assert.Contains(metrics.Split('\n'), line => line.Contains(gateway.Tenant.Value, StringComparison.Ordinal) && line.Contains("gen_ai_operation_name=\"moderation\"", StringComparison.Ordinal));
        Assert.DoesNotContain("random-1", metrics);
    }

    [Fact]
    public void ModelNames_UnansweredOrTooMany_AreLeftOut()
    {
        var names = new ModelNames();

        var unanswered = names.TagOf("t", "made-up", isAnswered: false);
        var answered = Enumerable.Range(0, ModelNames.MaxPerTenant + 5).Count(i => names.TagOf("t", $"model-{i}", isAnswered: true) is not null);

        Assert.Null(unanswered);
        Assert.Equal(ModelNames.MaxPerTenant, answered);
        Assert.Equal("model-0", names.TagOf("t", "model-0", isAnswered: false));
        Assert.Null(names.TagOf("another", "model-0", isAnswered: false));
    }
}
