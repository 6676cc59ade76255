using Sallyport.Pipeline;

namespace Sallyport.Gateway.Dialects;

/// <summary>What a client has got of an answer, for the events that end it.</summary>
/// <param name="Text">The text of a channel as far as it has left; empty for a channel of which nothing has.</param>
/// <param name="Word">An id, model or tool's name of the provider's as it may be told.</param>
internal sealed record ReleasedAnswer(Func<ChannelId, ReadOnlyMemory<char>> Text, Func<string, string> Word)
{
    // In seconds, some 3,000 years.
    private const long MaxNumber = 99_999_999_999;

    /// <summary>A count or time of the provider's as it may be told: what has as many digits as a card is none.</summary>
    public static long Number(long? number) => number is >= 0 and <= MaxNumber and var told ? told : 0;
}
