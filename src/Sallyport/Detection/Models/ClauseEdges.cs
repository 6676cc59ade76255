using System.Buffers;
using Sallyport.Text.Views;

namespace Sallyport.Detection.Models;

/// <summary>
/// Where clauses within a unit end: after a comma, semicolon or colon, before a bracket that opens, at a dash or stroke between spaces. None is shorter than 24 characters.
/// Quotation marks begin none: what is quoted is reported rather than said, and the words around tell so. Depends on the unit alone.
/// </summary>
internal static class ClauseEdges
{
    /// <summary>Shorter units are read as a whole only.</summary>
    public const int MinUnit = 160;

    /// <summary>More clauses no unit has.</summary>
    public const int MostClauses = (UnitEdges.MaxLength / MinLength) + 1;

    private const int MinLength = 24;

    private static readonly SearchValues<char> Marks = SearchValues.Create(",;:(-/|\u2013\u2014\uFF0C\uFF1B\uFF1A\u3001\u060C");

    /// <summary>The length of the clause that begins a unit's rest: all of it, where no edge follows.</summary>
    public static int Find(ReadOnlySpan<char> rest)
    {
        for (var at = MinLength - 1; at + MinLength < rest.Length; at++)
        {
            var found = rest[at..].IndexOfAny(Marks);
            if (found < 0)
            {
                break;
            }

            at += found;
            var edge = rest[at] == '(' ? at : at + 1;
            if (edge >= MinLength && rest.Length - edge >= MinLength && IsEdge(rest, at))
            {
                return edge;
            }
        }

        return rest.Length;
    }

    // A comma within a number and a hyphen within a word end nothing; scripts that write their own marks put no space after them.
    private static bool IsEdge(ReadOnlySpan<char> rest, int mark) => rest[mark] switch
    {
        ',' or ';' => !char.IsAsciiDigit(rest[mark + 1]),
        ':' => char.IsWhiteSpace(rest[mark + 1]),
        '(' => char.IsWhiteSpace(rest[mark - 1]),
        '-' or '/' or '|' => char.IsWhiteSpace(rest[mark - 1]) && char.IsWhiteSpace(rest[mark + 1]),
        _ => true,
    };
}
