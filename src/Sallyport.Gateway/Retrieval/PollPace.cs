using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace Sallyport.Gateway.Retrieval;

/// <summary>Tells OpenAI's clients when to ask again for what is still being ingested, by the header that these read; without it they wait five seconds each time.</summary>
internal static class PollPace
{
    /// <summary>The header: whole milliseconds.</summary>
    public const string Header = "openai-poll-after-ms";

    private static readonly TimeSpan Least = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan Most = TimeSpan.FromSeconds(5);

    /// <summary>Half as long again as it has taken, so that a small file is heard of at once, and a large one costs few calls.</summary>
    public static TimeSpan After(TimeSpan taken) => TimeSpan.FromTicks(Math.Clamp(taken.Ticks / 2, Least.Ticks, Most.Ticks));

    /// <summary>Sets the header.</summary>
    /// <param name="response">The answer, of which nothing has left.</param>
    /// <param name="taken">How long it has been under way.</param>
    public static void Tell(HttpResponse response, TimeSpan taken) =>
        response.Headers[Header] = After(taken).TotalMilliseconds.ToString("F0", CultureInfo.InvariantCulture);
}
