namespace Sallyport.Gateway.Dialects;

/// <summary>What an event changes on the client's side once it leaves.</summary>
/// <param name="Kind">The change, in the dialect's own numbering; 0 ends an event's steps.</param>
/// <param name="Item">The choice, block or output item.</param>
/// <param name="Part">The part within it.</param>
internal readonly record struct StreamStep(int Kind, long Item = 0, int Part = 0)
{
    /// <summary>Ends an event's steps.</summary>
    public static StreamStep EndOfEvent => default;
}
