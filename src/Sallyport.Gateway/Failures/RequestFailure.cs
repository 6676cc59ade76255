namespace Sallyport.Gateway.Failures;

/// <summary>One failure of one request, as its caller is told of it.</summary>
/// <param name="Failure">What failed.</param>
/// <param name="Detail">A sentence more than the table's message, or null. Never holds content, keys or inner addresses.</param>
/// <param name="RetryAfter">How long to wait, where that is known.</param>
/// <param name="Pointer">The JSON pointer of the place in the request, or null.</param>
/// <param name="Code">A stable word that says more than the failure's own, or null.</param>
internal readonly record struct RequestFailure(Failure Failure, string? Detail = null, TimeSpan? RetryAfter = null, string? Pointer = null, string? Code = null)
{
    /// <summary>Whether nothing failed.</summary>
    public bool IsNone => Failure == Failure.None;

    /// <summary>The table's message and the detail.</summary>
    public string Message => Detail is null ? FailureTable.Of(Failure).Message : FailureTable.Of(Failure).Message + " " + Detail;

    public static implicit operator RequestFailure(Failure failure) => new(failure);
}
