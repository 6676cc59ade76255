namespace Sallyport.Ledger.Verification;

/// <summary>Collects faults: all are counted, the first hundred kept.</summary>
internal sealed class FaultList
{
    private const int MostKept = 100;

    private readonly List<LedgerFault> _faults = [];

    public long Count { get; private set; }

    public IReadOnlyList<LedgerFault> Kept => _faults;

    public void Add(LedgerFaultKind kind, long? index, string detail)
    {
        Count++;
        if (_faults.Count < MostKept)
        {
            _faults.Add(new LedgerFault(kind, index, detail));
        }
    }
}
