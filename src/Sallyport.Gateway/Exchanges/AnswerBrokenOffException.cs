using Sallyport.Gateway.Failures;

namespace Sallyport.Gateway.Exchanges;

/// <summary>
/// An answer that had begun can't be finished. Thrown through to Kestrel, which sends what was written and then closes the connection without the
/// body's end: so a client that overlooks the error event doesn't take the answer for whole either. Aborting instead would drop what was written last.
/// </summary>
internal sealed class AnswerBrokenOffException(Failure failure) : Exception("The answer was broken off, and its client was told.")
{
    /// <summary>What broke it off.</summary>
    public Failure Failure => failure;
}
