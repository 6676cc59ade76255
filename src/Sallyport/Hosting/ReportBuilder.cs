using System.Globalization;
using Microsoft.Extensions.AI;
using Sallyport.Ledger;
using Sallyport.Pipeline;
using Sallyport.Policy;

namespace Sallyport.Hosting;

/// <summary>Gathers what becomes of one exchange. Not safe for concurrent use.</summary>
internal sealed class ReportBuilder(ExchangeScope scope, string? model, bool isStream)
{
    private readonly List<JudgedFinding> _input = [];
    private readonly List<JudgedFinding> _output = [];
    private readonly Dictionary<Coverage, int> _coverage = [];
    private GuardAction _verdict;

    /// <summary>The guard that blocked, once one has.</summary>
    public string? BlockedBy { get; private set; }

    public ExchangeId Exchange => scope.Id;

    /// <summary>What a ledger is told.</summary>
    public ExchangeRecord Record { get; } = new(scope.Id, scope.Principal) { Policy = scope.Policy, Dialect = "chat_client", Model = model, IsStream = isStream, Outcome = ExchangeOutcome.Failed };

    /// <summary>Whether the ledger was told.</summary>
    public bool IsRecorded { get; set; }

    public void AddInput(InputInspection inspection)
    {
        Record.AddInput(inspection, static segment => string.Create(CultureInfo.InvariantCulture, $"segment {segment}"));
        foreach (var segment in inspection.Segments)
        {
            Add(_input, segment.Findings, segment.Coverage);
        }

        if (inspection.Blocked?.BlockedBy is { } guard)
        {
            Block(guard);
        }
    }

    public void AddOutput(FindingTally findings, Coverage coverage)
    {
        Record.AddOutput("answer", coverage, findings, []);
        Add(_output, findings, coverage);
    }

    /// <summary>Takes in the tokens that a provider counts, where an update tells them.</summary>
    public void Count(ChatResponseUpdate update)
    {
        foreach (var usage in update.Contents.OfType<UsageContent>())
        {
            Count(usage.Details);
        }
    }

    /// <summary>Takes in the tokens that a provider counts. It may say any number; the ledger holds only some.</summary>
    public void Count(UsageDetails? usage)
    {
        Record.InputTokens = Bounded(usage?.InputTokenCount) ?? Record.InputTokens;
        Record.OutputTokens = Bounded(usage?.OutputTokenCount) ?? Record.OutputTokens;
    }

    public void Block(string guard)
    {
        Record.BlockedBy ??= guard;
        BlockedBy ??= guard;
        _verdict = GuardAction.Block;
    }

    public GuardReport Build() => new()
    {
        Exchange = scope.Id,
        Verdict = _verdict,
        BlockedBy = BlockedBy,
        Input = _input,
        Output = _output,
        Coverage = _coverage,
    };

    private static long? Bounded(long? tokens) => tokens is { } count ? Math.Clamp(count, 0, LedgerFacts.MaxNumber) : null;

    private void Add(List<JudgedFinding> to, FindingTally findings, Coverage coverage)
    {
        _coverage[coverage] = _coverage.GetValueOrDefault(coverage) + 1;
        to.AddRange(findings.Kept);
        foreach (var (_, judgement, _) in findings.Counts)
        {
            if (judgement.IsEnforced && judgement.Action > _verdict)
            {
                _verdict = judgement.Action;
            }
        }
    }
}
