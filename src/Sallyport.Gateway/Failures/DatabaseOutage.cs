using System.Data.Common;

namespace Sallyport.Gateway.Failures;

/// <summary>Tells a database that can't be used at the moment from a statement of ours that it refuses, which is a bug.</summary>
internal static class DatabaseOutage
{
    /// <summary>Whether this is what a database that is away, full, busy or on its way down makes of a call.</summary>
    public static bool IsMet(Exception exception) => exception switch
    {
        TimeoutException => true,
        DbException { SqlState: { } state } => IsOutage(state),
        DbException failed => failed.IsTransient || IsOutage(failed.ErrorCode) || (failed.InnerException is { } cause && (cause is IOException || IsMet(cause))),
        _ => false,
    };

    // PostgreSQL's error codes, appendix A of its manual: no connection, no authorization (a password that was changed), no such database, rolled back for another's sake,
    // out of resources, an operator's act, an error of the system; a lock that wasn't to be had, and a server that takes no writes, as a standby.
    private static bool IsOutage(string state) =>
        state is ['0', '8', ..] or ['2', '8', ..] or "3D000" or ['4', '0', ..] or ['5', '3', ..] or ['5', '7', ..] or ['5', '8', ..] or "55P03" or "25006";

    // SQLite's result codes: busy, locked, out of memory, read-only, an input or output error, full, can't be opened.
    private static bool IsOutage(int code) => code is 5 or 6 or 7 or 8 or 10 or 13 or 14;
}
