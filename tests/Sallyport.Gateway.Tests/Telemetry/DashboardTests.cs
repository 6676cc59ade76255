using System.Text.Json;
using System.Text.RegularExpressions;
using Sallyport.Gateway.Telemetry;
using Sallyport.Gateway.Tests.Wires;
using Sallyport.Policy;
using Sallyport.TestKit.Providers;
using Xunit;

namespace Sallyport.Gateway.Tests.Telemetry;

/// <summary>The Grafana dashboard and the guide name what <c>/metrics</c> exports, and nothing else.</summary>
public sealed partial class DashboardTests
{
    private const string Stream = """{"id":"c","model":"gpt-x","choices":[{"index":0,"delta":{"content":"write to jane.doe@example.org"},"finish_reason":"stop"}],"usage":{"prompt_tokens":3,"completion_tokens":4,"total_tokens":7}}""";

    // Nobody answers there: the guards that want to know what it says only observe.
    private const string Judge = "\nremote_guards: [{name: judge, protocol: chat, url: 'http://127.0.0.1:1/', model: m, finds: [{kind: toxicity.judge}]}]\n";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Dashboard_NamesOnlyMetricsAndLabelsThatAreExported()
    {
        var exported = await ExportAsync();
        using var dashboard = JsonDocument.Parse(await File.ReadAllTextAsync(DocumentPath("grafana-dashboard.json"), Cancel));

        var queries = QueriesIn(dashboard.RootElement).ToArray();
        var names = queries.SelectMany(static query => MetricName().Matches(query).Select(static match => match.Value)).Distinct(StringComparer.Ordinal).ToArray();
        var labels = queries.SelectMany(LabelsIn).Distinct(StringComparer.Ordinal).ToArray();

        var listed = GuideRow().Matches(await File.ReadAllTextAsync(DocumentPath("observability.md"), Cancel)).Select(static match => match.Groups[1].Value.Replace('.', '_')).ToArray();

        Assert.True(names.Length > 5, string.Join(' ', names));
        Assert.All(listed, metric => Assert.Contains(names, name => name.StartsWith(metric, StringComparison.Ordinal)));
        Assert.NotEmpty(labels);
        Assert.All(names, name => Assert.Contains(exported, line => NameOf(line) == name));
        Assert.All(labels, label => Assert.Contains(exported, line => line.Contains($"{label}=\"", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Guide_ListsEveryMetricOfOurs()
    {
        var exported = await ExportAsync();
        var guide = await File.ReadAllTextAsync(DocumentPath("observability.md"), Cancel);

        var listed = GuideRow().Matches(guide).Select(static match => match.Groups[1].Value.Replace('.', '_')).ToArray();
        var ours = exported.Where(static line => line.Contains("sallyport_tenant=", StringComparison.Ordinal) || line.StartsWith("sallyport_", StringComparison.Ordinal)).Select(NameOf).Distinct(StringComparer.Ordinal).ToArray();

        Assert.True(listed.Length > 5);
        Assert.All(listed, name => Assert.Contains(ours, metric => metric.StartsWith(name, StringComparison.Ordinal)));
        Assert.All(ours, metric => Assert.Contains(listed, name => metric.StartsWith(name, StringComparison.Ordinal)));
    }

    // One exchange of each kind that some metric waits for: streamed, with usage, a finding, a failure, and another tenant's canary; and a check that tenants are kept apart.
    private static async Task<string[]> ExportAsync()
    {
        await using var provider = await FakeProvider.StartAsync(FakeAnswer.Events(Stream, "[DONE]"), FakeAnswer.Json("no JSON"));
        await using var gateway = await GuardedGateway.StartAsync(provider.Address, PolicyPresets.Text(PolicyPresets.FirstRun) + Judge);
        using var client = new HttpClient { BaseAddress = gateway.Admin };
        await gateway.ChatAsync("""{"model":"gpt-x","stream":true,"messages":[{"role":"user","content":"hi"}]}""");
        await gateway.ChatAsync("""{"model":"gpt-x","messages":[{"role":"user","content":"hi"}]}""");
        var (other, _) = await TestInstallation.CreateTenantAsync();
        await gateway.SendAsync(Wire.Chat.Path, Wire.Chat.Request((await TestInstallation.Instance).Canaries.TokenOf(other.Id), false));
        Instruments.IsolationChecks.Add(1, new KeyValuePair<string, object?>("sallyport.outcome", "sound"));
        await gateway.EntriesAsync(4);
        return [.. (await client.GetStringAsync("/metrics", Cancel)).Split('\n').Where(static line => line.Length > 0 && line[0] != '#')];
    }

    private static string NameOf(string line) => line[..line.AsSpan().IndexOfAny('{', ' ')];

    private static IEnumerable<string> QueriesIn(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => element.EnumerateObject().SelectMany(static member =>
            member is { Name: "expr" or "query", Value.ValueKind: JsonValueKind.String } ? [member.Value.GetString()!] : QueriesIn(member.Value)),
        JsonValueKind.Array => element.EnumerateArray().SelectMany(QueriesIn),
        _ => [],
    };

    private static IEnumerable<string> LabelsIn(string query) =>
        LabelMatcher().Matches(query).Select(static match => match.Groups[1].Value)
            .Concat(Grouping().Matches(query).SelectMany(static match => match.Groups[1].Value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)))
            .Concat(LabelValues().Matches(query).Select(static match => match.Groups[1].Value));

    private static string DocumentPath(string name)
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "Sallyport.slnx")))
        {
            folder = Path.GetDirectoryName(folder)!;
        }

        return Path.Combine(folder, "docs", "guide", name);
    }

    [GeneratedRegex(@"\b(?:sallyport|gen_ai|dotnet|process)_[a-z0-9_]*_(?:total|bucket|sum|count|bytes|ratio|seconds)\b|\bsallyport_exchanges_open\b")]
    private static partial Regex MetricName();

    [GeneratedRegex("""([a-z_]+)\s*(?:=~|!~|!=|=)\s*\\?"[^"]*\\?"(?=[^{}]*\})""")]
    private static partial Regex LabelMatcher();

    [GeneratedRegex(@"\bby\s*\(([^)]*)\)")]
    private static partial Regex Grouping();

    [GeneratedRegex(@"label_values\([^,]+,\s*([a-z_]+)\)")]
    private static partial Regex LabelValues();

    [GeneratedRegex(@"^\| `((?:sallyport|gen_ai)[a-z_.]+)` \|", RegexOptions.Multiline)]
    private static partial Regex GuideRow();
}
