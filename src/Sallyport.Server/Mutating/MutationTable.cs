using System.Globalization;
using System.Text;

namespace Sallyport.Server.Mutating;

/// <summary>How many texts the guards took up, in each form. Safe for concurrent use.</summary>
internal sealed class MutationTable
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, Row> _rows = [];

    /// <summary>Counts a text.</summary>
    /// <param name="form">How it is written.</param>
    /// <param name="isAttack">Whether it is known to be an attack.</param>
    /// <param name="isCaught">Whether a guard took it up.</param>
    public void Count(string form, bool isAttack, bool isCaught)
    {
        lock (_lock)
        {
            var row = _rows.GetValueOrDefault(form);
            _rows[form] = isAttack
                ? row with { Attacks = row.Attacks + 1, Caught = row.Caught + (isCaught ? 1 : 0) }
                : row with { Innocent = row.Innocent + 1, Alarms = row.Alarms + (isCaught ? 1 : 0) };
        }
    }

    /// <summary>The table as Markdown, in this order of forms.</summary>
    public string ToMarkdown(IEnumerable<string> mutations)
    {
        var text = new StringBuilder("| form | attacks taken up | innocent texts taken up |\n| --- | ---: | ---: |\n");
        lock (_lock)
        {
            var names = mutations.ToList();
            foreach (var (form, row) in _rows.OrderBy(one => names.IndexOf(one.Key) is var at && at >= 0 ? at : one.Key[0] == 'a' ? -1 : names.Count).ThenBy(static one => one.Key, StringComparer.Ordinal))
            {
                text.Append(CultureInfo.InvariantCulture, $"| {form} | {Share(row.Caught, row.Attacks)} | {Share(row.Alarms, row.Innocent)} |\n");
            }
        }

        return text.ToString();
    }

    private static string Share(int some, int all) => all == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $"{some} of {all} ({100.0 * some / all:F0} %)");

    private readonly record struct Row(int Attacks, int Caught, int Innocent, int Alarms);
}
