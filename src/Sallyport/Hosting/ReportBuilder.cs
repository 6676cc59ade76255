using Sallyport.Pipeline;
using Sallyport.Policy;

namespace Sallyport.Hosting;

/// <summary>Gathers what becomes of one exchange. Not safe for concurrent use.</summary>
internal sealed class ReportBuilder(ExchangeId exchange)
{
    private readonly List<JudgedFinding> _input = [];
    private readonly List<JudgedFinding> _output = [];
    private readonly Dictionary<Coverage, int> _coverage = [];
    private GuardAction _verdict;

    /// <summary>The guard that blocked, once one has.</summary>
    public string? BlockedBy { get; private set; }

    public ExchangeId Exchange => exchange;

    public void AddInput(InputInspection inspection)
    {
        foreach (var segment in inspection.Segments)
        {
            Add(_input, segment.Findings, segment.Coverage);
        }

        if (inspection.Blocked?.BlockedBy is { } guard)
        {
            Block(guard);
        }
    }

    public void AddOutput(FindingTally findings, Coverage coverage) => Add(_output, findings, coverage);

    public void Block(string guard)
    {
        BlockedBy ??= guard;
        _verdict = GuardAction.Block;
    }

    public GuardReport Build() => new()
    {
        Exchange = exchange,
        Verdict = _verdict,
        BlockedBy = BlockedBy,
        Input = _input,
        Output = _output,
        Coverage = _coverage,
    };

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
