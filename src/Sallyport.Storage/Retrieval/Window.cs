using Sallyport.Retrieval.Library;

namespace Sallyport.Storage.Retrieval;

/// <summary>A stretch of a list in SQL. A list is read from a bound on, one row more than is wanted, which tells whether more follow.</summary>
/// <param name="Condition">What the rows must meet besides, beginning with AND; empty for nothing.</param>
/// <param name="Order">The direction in which they are read.</param>
/// <param name="Bound">The row to go on from, for the parameter <c>@bound</c>.</param>
/// <param name="Take">How many to read, for the parameter <c>@take</c>.</param>
/// <param name="IsReversed">Whether they are read in the order opposite to the one asked for.</param>
internal sealed record Window(string Condition, string Order, string? Bound, long Take, bool IsReversed)
{
    /// <summary>A stretch of a list that is ordered by these columns.</summary>
    /// <param name="window">What is asked for.</param>
    /// <param name="columns">The columns that order it, in parentheses where they are several.</param>
    /// <param name="bound">The bound row's values of these columns.</param>
    public static Window Of<TId>(ListWindow<TId> window, string columns, string bound)
        where TId : struct
    {
        var isReversed = window.After is null && window.Before is not null;
        var isDescending = window.IsDescending != isReversed;
        var from = window.After ?? window.Before;
        return new Window(
            from is null ? "" : $"AND {columns} {(isDescending ? "<" : ">")} {bound}",
            isDescending ? "DESC" : "ASC",
            from?.ToString(),
            window.Limit + 1L,
            isReversed);
    }

    /// <summary>The rows that were read, as they were asked for.</summary>
    public Listing<T> ToListing<T>(List<T> rows)
    {
        var hasMore = rows.Count >= Take;
        if (hasMore)
        {
            rows.RemoveAt(rows.Count - 1);
        }

        if (IsReversed)
        {
            rows.Reverse();
        }

        return new Listing<T>(rows, hasMore);
    }
}
