using System.Diagnostics;
using Sallyport.Gateway.Hosting;
using Sallyport.Pipeline;

namespace Sallyport.Gateway.Telemetry;

/// <summary>What metrics and traces learn of one exchange: names and numbers, never any of its text. Begun when the exchange begins, ended with its record.</summary>
internal sealed class ExchangeTrace
{
    private static readonly ModelNames Models = new();
    private static readonly string[] InputTags = CoverageTags("sallyport.coverage.input.");
    private static readonly string[] OutputTags = CoverageTags("sallyport.coverage.output.");

    private readonly string _tenant;
    private readonly string _operation;
    private readonly Activity? _activity;
    private readonly long _started = Stopwatch.GetTimestamp();
    private TimeSpan? _firstToken;
    private long _held = -1;

    private ExchangeTrace(string tenant, string operation, Activity? activity)
    {
        _tenant = tenant;
        _operation = operation;
        _activity = activity;
        Instruments.Open.Add(1, Tag("sallyport.tenant", tenant));
    }

    /// <summary>Begins.</summary>
    public static ExchangeTrace Start(IncomingRequest request)
    {
        var operation = request.Route switch
        {
            ModelRoute.Embeddings => "embeddings",
            ModelRoute.Moderations => "moderation",
            ModelRoute.CountTokens => "count_tokens",
            _ => "chat",
        };
        Activity? activity = null;
        if (Instruments.Source.HasListeners())
        {
            var headers = request.Http.Request.Headers;
            ActivityContext.TryParse(headers["traceparent"], headers["tracestate"], isRemote: true, out var parent);
            activity = Instruments.Source.StartActivity(operation, ActivityKind.Client, parent);
        }

        return new(request.Caller.Principal.Tenant.Value, operation, activity);
    }

    /// <summary>The time since the exchange began.</summary>
    public TimeSpan Elapsed => Stopwatch.GetElapsedTime(_started);

    /// <summary>When the first of a streamed answer was sent, or null.</summary>
    public TimeSpan? FirstSent => _firstToken;

    /// <summary>Something of a streamed answer has been sent. Only the first call counts.</summary>
    public void Sent() => _firstToken ??= Stopwatch.GetElapsedTime(_started);

    /// <summary>So much of a streamed answer is held back now.</summary>
    /// <param name="bytes">Bytes of events that wait.</param>
    public void Held(int bytes) => _held = Math.Max(_held, bytes);

    /// <summary>Ends, with what the ledger is told.</summary>
    public void End(ExchangeRecord record)
    {
        Instruments.Open.Add(-1, Tag("sallyport.tenant", _tenant));
        // A moderation is answered here, whatever model the caller names.
        var isAnswered = record.Upstream is not null && record.Outcome is ExchangeOutcome.Completed or ExchangeOutcome.AnswerBlocked;
        var model = Models.TagOf(_tenant, record.ModelName, isAnswered);
        Measure(record, model);
        if (_activity is { } activity)
        {
            Tell(activity, record, model);
            activity.Dispose();
        }
    }

    private void Measure(ExchangeRecord record, string? model)
    {
        var tags = new TagList
        {
            { "gen_ai.operation.name", _operation },
            { "gen_ai.provider.name", ProviderOf(record.Dialect) },
            { "sallyport.tenant", _tenant },
        };
        if (model is not null)
        {
            tags.Add("gen_ai.request.model", model);
        }

        CountTokens(record.InputTokens, "input", tags);
        CountTokens(record.OutputTokens, "output", tags);
        if (_firstToken is { } first)
        {
            Instruments.FirstToken.Record(first.TotalSeconds, tags);
        }

        if (record.Failure is { } failure)
        {
            tags.Add("error.type", failure);
        }

        Instruments.Duration.Record(Stopwatch.GetElapsedTime(_started).TotalSeconds, tags);
        var dialect = Tag("sallyport.dialect", record.Dialect);
        Instruments.Exchanges.Add(1, Tag("sallyport.tenant", _tenant), dialect, Tag("sallyport.outcome", record.OutcomeName));
        if (_held >= 0)
        {
            Instruments.Hold.Record(_held, Tag("sallyport.tenant", _tenant), dialect);
        }

        CountCoverage(record.InputCounts, "input");
        CountCoverage(record.OutputCounts, "output");
        foreach (var finding in record.FindingCounts)
        {
            Instruments.Findings.Add(finding.Count, new TagList
            {
                { "sallyport.tenant", _tenant },
                { "sallyport.direction", finding.Direction },
                { "sallyport.kind", finding.Kind },
                { "sallyport.guard", finding.Guard },
                { "sallyport.action", finding.Action },
                { "sallyport.enforced", finding.Enforced },
            });
        }
    }

    private void Tell(Activity activity, ExchangeRecord record, string? model)
    {
        activity.DisplayName = model is null ? _operation : $"{_operation} {model}";
        Add(activity, "gen_ai.operation.name", _operation);
        Add(activity, "gen_ai.provider.name", ProviderOf(record.Dialect));
        Add(activity, "gen_ai.request.model", model);
        Add(activity, "gen_ai.usage.input_tokens", record.InputTokens);
        Add(activity, "gen_ai.usage.output_tokens", record.OutputTokens);
        Add(activity, "sallyport.tenant", _tenant);
        Add(activity, "sallyport.exchange", record.Id.Value);
        Add(activity, "sallyport.dialect", record.Dialect);
        Add(activity, "sallyport.stream", record.IsStream);
        Add(activity, "sallyport.outcome", record.OutcomeName);
        Add(activity, "sallyport.blocked_by", record.BlockedBy);
        Add(activity, "sallyport.policy.version", record.Policy?.Version);
        Add(activity, "sallyport.time_to_first_token", _firstToken?.TotalSeconds);
        foreach (var state in CoverageCounts.States)
        {
            AddCount(activity, InputTags[(int)state], record.InputCounts[state]);
            AddCount(activity, OutputTags[(int)state], record.OutputCounts[state]);
        }

        if (record.Failure is { } failure)
        {
            Add(activity, "error.type", failure);
            activity.SetStatus(ActivityStatusCode.Error);
        }
    }

    // Each name comes once, so there is no other of it to look for, as SetTag would.
    private static void Add(Activity activity, string name, object? value)
    {
        if (value is not null)
        {
            activity.AddTag(name, value);
        }
    }

    private static void AddCount(Activity activity, string name, int count)
    {
        if (count > 0)
        {
            activity.AddTag(name, count);
        }
    }

    private static void CountTokens(long? count, string type, TagList tags)
    {
        // What a provider reports is only its word: no number below zero gets into a sum.
        if (count is >= 0 and { } tokens)
        {
            tags.Add("gen_ai.token.type", type);
            Instruments.Tokens.Record(tokens, tags);
        }
    }

    private void CountCoverage(CoverageCounts counts, string direction)
    {
        foreach (var state in CoverageCounts.States)
        {
            if (counts[state] is > 0 and var count)
            {
                Instruments.Coverage.Add(
                    count, Tag("sallyport.tenant", _tenant), Tag("sallyport.direction", direction), Tag("sallyport.state", CoverageCounts.NameOf(state)));
            }
        }
    }

    private static string[] CoverageTags(string prefix) => [.. Enum.GetValues<Coverage>().Order().Select(state => prefix + CoverageCounts.NameOf(state))];

    private static string ProviderOf(string? dialect) => dialect is not null && dialect.StartsWith("anthropic.", StringComparison.Ordinal) ? "anthropic" : "openai";

    private static KeyValuePair<string, object?> Tag(string name, string? value) => new(name, value ?? "none");
}
