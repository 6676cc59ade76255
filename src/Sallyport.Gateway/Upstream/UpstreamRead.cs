using Sallyport.Gateway.Failures;

namespace Sallyport.Gateway.Upstream;

/// <summary>What one read of an answer gave.</summary>
/// <param name="Bytes">How many bytes; 0 at the end or at a failure.</param>
/// <param name="Failure">What went wrong, or <see cref="Failure.None"/>.</param>
internal readonly record struct UpstreamRead(int Bytes, Failure Failure)
{
    /// <summary>Whether the answer came to its end as HTTP frames it. A dialect's own end mark is another matter.</summary>
    public bool IsEnd => Bytes == 0 && Failure == Failure.None;
}
