using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Sallyport.Ledger;

namespace Sallyport.Pipeline;

/// <summary>How many texts and parts came to each state of coverage. Not safe for concurrent use.</summary>
public sealed class CoverageCounts
{
    private readonly int[] _counts = new int[States.Length];

    /// <summary>The states, in the order of their names.</summary>
    public static ImmutableArray<Coverage> States { get; } = [Coverage.Blocked, Coverage.Passed, Coverage.Uninspectable, Coverage.Unreachable];

    /// <summary>How many came to a state.</summary>
    public int this[Coverage state] => _counts[(int)state];

    /// <summary>A state as the ledger names it, such as <c>passed</c>.</summary>
    public static string NameOf(Coverage state) => state switch
    {
        Coverage.Passed => "passed",
        Coverage.Blocked => "blocked",
        Coverage.Uninspectable => "uninspectable",
        _ => "unreachable",
    };

    /// <summary>The states that something came to: <c>passed=3;uninspectable=1</c>.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        foreach (var state in States)
        {
            if (this[state] > 0)
            {
                text.Append(text.Length > 0 ? ";" : "").Append(NameOf(state)).Append('=').Append(CultureInfo.InvariantCulture, $"{this[state]}");
            }
        }

        return text.ToString();
    }

    internal void Add(Coverage state) => _counts[(int)state]++;

    internal LedgerFacts ToFacts()
    {
        var facts = new LedgerFacts();
        foreach (var state in States)
        {
            if (this[state] > 0)
            {
                facts.Add(NameOf(state), this[state]);
            }
        }

        return facts;
    }
}
