namespace Sallyport.Gateway.Exchanges;

/// <summary>How far a streamed answer is.</summary>
internal enum RelayState
{
    /// <summary>It goes on.</summary>
    Open,

    /// <summary>It is whole and has left.</summary>
    Ended,

    /// <summary>A guard ended it.</summary>
    Cut,

    /// <summary>The upstream failed it.</summary>
    Failed,
}
