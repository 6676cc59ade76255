using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Sallyport.Detection.Canaries;
using Sallyport.Ledger;
using Sallyport.Policy;
using Sallyport.Retrieval.CleanRoom;
using Sallyport.Retrieval.Fingerprints;
using Sallyport.Tenancy;
using Sallyport.Text;

namespace Sallyport.Pipeline;

/// <summary>
/// Gathers what the ledger will say of one exchange. Public facts are names and counts; where findings stood and why they were made is sealed. Neither holds any of
/// the text. Not safe for concurrent use.
/// </summary>
public sealed class ExchangeRecord
{
    // Names of more searches than that would make an entry too large; how many stretches there were is told in any case.
    private const int MaxReceipts = 64;

    // Beyond either the counts still hold; a flood of findings must not make an entry that the ledger refuses. A finding takes less than the rest, in a place whose every character is escaped.
    private const int MaxDetailed = FindingAllowance.Standard;
    private const int MaxDetails = SealedPayload.MaxLength - 8_192;

    /// <summary>The most characters of a model's name.</summary>
    public const int MaxModelName = 128;

    private static readonly SearchValues<char> ModelCharacters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789.-_:/@");

    private readonly Dictionary<(GuardDirection Direction, string Kind, string Guard, GuardAction Action, bool Enforced), int> _findings = [];
    private readonly List<(GuardDirection Direction, string Place, JudgedFinding Judged, IReadOnlyList<ReceiptId> Receipts)> _details = [];
    private readonly List<string> _receipts = [];
    private readonly List<RemoteUse> _remotes = [];
    private readonly HashSet<string> _unreachable = new(StringComparer.Ordinal);

    /// <summary>Begins the record of an exchange.</summary>
    public ExchangeRecord(ExchangeId id, Principal principal)
    {
        ArgumentNullException.ThrowIfNull(principal);
        Id = id;
        Principal = principal;
    }

    /// <summary>The exchange.</summary>
    public ExchangeId Id { get; }

    /// <summary>Who called.</summary>
    public Principal Principal { get; }

    /// <summary>The protocol's name.</summary>
    public string? Dialect { get; set; }

    /// <summary>The model that the request named; kept only where it looks like a model's name.</summary>
    public string? Model { get; set; }

    /// <summary>The upstream that was asked.</summary>
    public string? Upstream { get; set; }

    /// <summary>Whether the answer streamed.</summary>
    public bool IsStream { get; set; }

    /// <summary>The policy that held; null where the exchange did not come that far.</summary>
    public PolicySnapshot? Policy { get; set; }

    /// <summary>How it ended.</summary>
    public ExchangeOutcome Outcome { get; set; }

    /// <summary>A stable word for what went wrong; null where nothing did.</summary>
    public string? Failure { get; set; }

    /// <summary>What went wrong, in words for the operator, without any text of the exchange; null where nothing did.</summary>
    public string? Reason { get; set; }

    /// <summary>The guard that blocked; null where none did.</summary>
    public string? BlockedBy { get; set; }

    /// <summary>Where another tenant's canary was found; null where none was.</summary>
    public GuardDirection? Breach { get; private set; }

    /// <summary>Tokens of the prompt, as the upstream counts.</summary>
    public long? InputTokens { get; set; }

    /// <summary>Tokens of the answer, as the upstream counts.</summary>
    public long? OutputTokens { get; set; }

    /// <summary>How long its steps took.</summary>
    public ExchangeTiming Timing { get; } = new();

    /// <summary>Tool calls in the answer, by whether policy names the tool.</summary>
    public int ClassifiedCalls { get; set; }

    /// <summary>Tool calls in the answer whose tool no policy names.</summary>
    public int UnclassifiedCalls { get; set; }

    /// <summary>The coverage of the request's segments, as the header tells it: <c>passed=3;uninspectable=1</c>.</summary>
    public string InputCoverage => InputCounts.ToString();

    /// <summary>The model's name where it looks like one, else null: a caller chooses it, and prose in its place is kept nowhere.</summary>
    public string? ModelName => IsModelName(Model) ? Model : null;

    /// <summary>The outcome as the ledger names it, such as <c>prompt_blocked</c>.</summary>
    public string OutcomeName => Word(Outcome);

    /// <summary>The request's segments, by their coverage.</summary>
    public CoverageCounts InputCounts { get; } = new();

    /// <summary>The answer's texts and parts, by their coverage.</summary>
    public CoverageCounts OutputCounts { get; } = new();

    /// <summary>How many stretches of the request were text that searches had shown.</summary>
    public int ServedStretches { get; private set; }

    /// <summary>The findings, counted, in no order.</summary>
    public IEnumerable<FindingCount> FindingCounts => _findings.Select(static pair =>
        new FindingCount(Word(pair.Key.Direction), pair.Key.Kind, pair.Key.Guard, Word(pair.Key.Action), pair.Key.Enforced, pair.Value));

    /// <summary>Takes in what was read of the request.</summary>
    /// <param name="inspection">The inspection.</param>
    /// <param name="pointerOf">Tells where a segment stood; asked only for segments with findings.</param>
    public void AddInput(InputInspection inspection, Func<int, string> pointerOf)
    {
        ArgumentNullException.ThrowIfNull(inspection);
        ArgumentNullException.ThrowIfNull(pointerOf);
        BlockedBy ??= inspection.Blocked?.BlockedBy;
        Reason ??= inspection.Blocked?.Reason;
        foreach (var segment in inspection.Segments)
        {
            InputCounts.Add(segment.Coverage);
            AddUnreachable(segment.Unreachable);
            AddServed(segment.Served);
            if (segment.Findings.Total > 0)
            {
                var place = segment.Findings.Kept.Count > 0 ? pointerOf(segment.Segment.Index) : "";
                AddFindings(GuardDirection.Input, place, segment.Findings, segment.Served);
            }
        }
    }

    /// <summary>Takes in what came of one text of the answer.</summary>
    /// <param name="place">Which text.</param>
    /// <param name="coverage">What became of it.</param>
    /// <param name="findings">What was found in it.</param>
    /// <param name="unreachable">The detectors that failed on it.</param>
    public void AddOutput(string place, Coverage coverage, FindingTally findings, IReadOnlyList<string> unreachable)
    {
        ArgumentNullException.ThrowIfNull(findings);
        OutputCounts.Add(coverage);
        AddUnreachable(unreachable);
        if (findings.Total > 0)
        {
            AddFindings(GuardDirection.Output, place, findings, []);
        }
    }

    /// <summary>Takes in how a remote guard was used.</summary>
    public void Add(in RemoteUse use)
    {
        if (use.Calls + use.Remembered > 0 || use.IsFailed)
        {
            _remotes.Add(use);
        }
    }

    /// <summary>Makes the ledger's entry.</summary>
    /// <param name="vault">Seals where findings stood and why they were made; null leaves that out.</param>
    public LedgerDraft ToDraft(TenantVault? vault)
    {
        var draft = new LedgerDraft { Kind = LedgerKinds.Exchange, Exchange = Id.Value, Principal = Principal.Key.Value };
        draft.Facts
            .Add("agent", Principal.Agent)
            .Add("dialect", Dialect)
            .Add("model", ModelName)
            .Add("upstream", Upstream)
            .Add("stream", IsStream)
            .Add("outcome", Word(Outcome))
            .Add("failure", Failure)
            .Add("reason", Reason)
            .Add("blocked_by", BlockedBy)
            .Add("input", InputCounts.ToFacts())
            .Add("output", OutputCounts.ToFacts());
        if (Policy is not null)
        {
            draft.Facts.Add("policy", new LedgerFacts().Add("name", Policy.Document.Name).Add("version", Policy.Version).Add("sha256", Policy.Digest));
        }

        if (ServedStretches > 0)
        {
            draft.Facts.Add("retrieved", new LedgerFacts().Add("stretches", ServedStretches).Add("receipts", _receipts));
        }

        AddNumbers(draft.Facts);
        if (_details.Count > 0 && vault is not null)
        {
            draft.Attach(SealedPayload.Seal(vault, "findings", Details()));
        }

        return draft;
    }

    private void AddNumbers(LedgerFacts facts)
    {
        if (Timing.ToFacts() is { } timing)
        {
            facts.Add("timing_us", timing);
        }

        if (InputTokens is not null || OutputTokens is not null)
        {
            facts.Add("usage", new LedgerFacts().Add("input_tokens", InputTokens ?? 0).Add("output_tokens", OutputTokens ?? 0));
        }

        if (ClassifiedCalls + UnclassifiedCalls > 0)
        {
            facts.Add("tool_calls", new LedgerFacts().Add("classified", ClassifiedCalls).Add("unclassified", UnclassifiedCalls));
        }

        if (_remotes.Count > 0)
        {
            facts.Add("remote_guards", _remotes.ConvertAll(static use => new LedgerFacts()
                .Add("name", use.Guard).Add("calls", use.Calls).Add("remembered", use.Remembered).Add("failed", use.IsFailed)
                .Add("time_us", (long)use.Time.TotalMicroseconds)));
        }

        if (_unreachable.Count > 0)
        {
            facts.Add("unreachable", [.. _unreachable.Order(StringComparer.Ordinal)]);
        }

        if (_findings.Count > 0)
        {
            facts.Add("findings", _findings
                .OrderBy(pair => pair.Key.Direction).ThenBy(pair => pair.Key.Kind, StringComparer.Ordinal).ThenBy(pair => pair.Key.Guard, StringComparer.Ordinal)
                .Select(pair => new LedgerFacts()
                    .Add("on", Word(pair.Key.Direction)).Add("kind", pair.Key.Kind).Add("guard", pair.Key.Guard)
                    .Add("action", Word(pair.Key.Action)).Add("enforced", pair.Key.Enforced).Add("count", pair.Value))
                .ToList());
        }
    }

    private void AddUnreachable(IReadOnlyList<string> detectors)
    {
        if (detectors.Count > 0)
        {
            _unreachable.UnionWith(detectors);
        }
    }

    private void AddServed(IReadOnlyList<ServedStretch> stretches)
    {
        ServedStretches += stretches.Count;
        foreach (var receipt in stretches.SelectMany(static stretch => stretch.Receipts))
        {
            if (_receipts.Count < MaxReceipts && !_receipts.Contains(receipt.Value))
            {
                _receipts.Add(receipt.Value);
            }
        }
    }

    // The searches that showed what a finding stands in, wholly or in part.
    private static IReadOnlyList<ReceiptId> ReceiptsOf(TextSpan span, IReadOnlyList<ServedStretch> stretches) => stretches.Count == 0
        ? []
        : [.. stretches.Where(stretch => stretch.Span.Overlaps(span)).SelectMany(static stretch => stretch.Receipts).Distinct().Take(ServedStretch.MostReceipts)];

    private void AddFindings(GuardDirection direction, string place, FindingTally findings, IReadOnlyList<ServedStretch> stretches)
    {
        foreach (var (kind, judgement, count) in findings.Counts)
        {
            if (kind == CanaryKinds.Breach)
            {
                Breach ??= direction;
            }

            var key = (direction, kind.Name, judgement.Guard ?? "", judgement.Action, judgement.IsEnforced);
            _findings[key] = _findings.GetValueOrDefault(key) + count;
        }

        foreach (var (finding, judgement) in findings.Kept)
        {
            if (_details.Count < MaxDetailed)
            {
                _details.Add((direction, place, new(finding, judgement), ReceiptsOf(finding.Span, stretches)));
            }
        }
    }

    // UTF-8 JSON: where each finding stood, what was said of it and why it was made, offsets in UTF-16 code units of the decoded text.
    private ReadOnlySpan<byte> Details()
    {
        var buffer = new ArrayBufferWriter<byte>();
        using var json = new Utf8JsonWriter(buffer);
        json.WriteStartArray();
        foreach (var (direction, place, (finding, judgement), receipts) in _details)
        {
            if (json.BytesCommitted + json.BytesPending > MaxDetails)
            {
                break;
            }

            json.WriteStartObject();
            json.WriteString("on", Word(direction));
            json.WriteString("at", place);
            json.WriteNumber("start", finding.Span.Start);
            json.WriteNumber("end", finding.Span.End);
            json.WriteString("kind", finding.Kind.Name);
            json.WriteNumber("score", Math.Round(finding.Score, 4));
            json.WriteString("detector", finding.Detector);
            json.WriteString("guard", judgement.Guard);
            json.WriteString("action", Word(judgement.Action));
            json.WriteBoolean("enforced", judgement.IsEnforced);
            if (receipts.Count > 0)
            {
                json.WriteStartArray("retrieved");
                foreach (var receipt in receipts)
                {
                    json.WriteStringValue(receipt.Value);
                }

                json.WriteEndArray();
            }

            if (judgement.ObservedBy is not null)
            {
                json.WriteString("observed_by", judgement.ObservedBy);
                json.WriteString("observed_action", Word(judgement.Observed));
            }

            if (judgement.Exception is { } line)
            {
                json.WriteNumber("exception_line", line);
            }

            ReasonJson.Write(json, finding.Reason);

            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.Flush();
        return buffer.WrittenSpan;
    }

    // A caller chooses the model's name, and public facts can never be erased: prose in its place is left out.
    /// <summary>Whether this looks like a model's name: at most <see cref="MaxModelName"/> ASCII letters, digits and <c>. - _ : / @</c>.</summary>
    public static bool IsModelName([NotNullWhen(true)] string? model) =>
        model is { Length: > 0 and <= MaxModelName } && !model.AsSpan().ContainsAnyExcept(ModelCharacters);

    private static string Word(ExchangeOutcome outcome) => outcome switch
    {
        ExchangeOutcome.Completed => "completed",
        ExchangeOutcome.Refused => "refused",
        ExchangeOutcome.PromptBlocked => "prompt_blocked",
        ExchangeOutcome.AnswerBlocked => "answer_blocked",
        ExchangeOutcome.UpstreamFailed => "upstream_failed",
        ExchangeOutcome.ClientGone => "client_gone",
        _ => "failed",
    };

    private static string Word(GuardDirection direction) => direction == GuardDirection.Input ? "input" : "output";

    private static string Word(GuardAction action) => action switch
    {
        GuardAction.Flag => "flag",
        GuardAction.Mask => "mask",
        GuardAction.Redact => "redact",
        GuardAction.Block => "block",
        _ => "ignore",
    };
}
