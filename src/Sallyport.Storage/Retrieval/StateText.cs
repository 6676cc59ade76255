using Sallyport.Retrieval.Library;

namespace Sallyport.Storage.Retrieval;

/// <summary>How <see cref="StoreFileState"/> stands in the tables.</summary>
internal static class StateText
{
    public const string InProgress = "in_progress";
    public const string Completed = "completed";
    public const string Failed = "failed";
    public const string Cancelled = "cancelled";

    public static string Of(StoreFileState state) => state switch
    {
        StoreFileState.InProgress => InProgress,
        StoreFileState.Completed => Completed,
        StoreFileState.Failed => Failed,
        StoreFileState.Cancelled => Cancelled,
        _ => throw new ArgumentOutOfRangeException(nameof(state), state, null),
    };

    public static StoreFileState Parse(string text) => text switch
    {
        InProgress => StoreFileState.InProgress,
        Completed => StoreFileState.Completed,
        Failed => StoreFileState.Failed,
        Cancelled => StoreFileState.Cancelled,
        _ => throw new ArgumentOutOfRangeException(nameof(text), text, "Not a state of an attached file."),
    };
}
