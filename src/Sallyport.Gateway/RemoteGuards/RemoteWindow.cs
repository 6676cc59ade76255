using System.Text;

namespace Sallyport.Gateway.RemoteGuards;

/// <summary>
/// What one call carries: a stretch of a long text, or short ones that follow each other and have one plan, since an agent's history holds many. Stretches overlap, so
/// that what stands on an edge is seen whole by one of them. A verdict on it counts for each of its texts.
/// </summary>
/// <param name="Content">What is sent.</param>
/// <param name="Places">The texts that it is of.</param>
internal sealed record RemoteWindow(string Content, IReadOnlyList<int> Places)
{
    /// <summary>The most windows of an exchange, those answered in earlier turns included. Texts that need more are not passed over: the guard counts as failed.</summary>
    public const int Most = 1_024;

    private const int OverlapDivisor = 8;
    private const string Between = "\n\n";

    /// <summary>Cuts texts into windows; null where there would be more than <see cref="Most"/>.</summary>
    /// <param name="texts">The texts in their order.</param>
    /// <param name="size">The most characters of a window.</param>
    public static List<RemoteWindow>? Cut(IEnumerable<RemoteText> texts, int size)
    {
        var windows = new List<RemoteWindow>();
        var content = new StringBuilder();
        var places = new List<int>();
        var plan = default(Policy.GuardPlan);
        foreach (var text in texts)
        {
            if (text.Text.Span.IsWhiteSpace())
            {
                continue;
            }

            if (content.Length > 0 && (plan != text.Plan || content.Length + Between.Length + text.Text.Length > size))
            {
                Flush();
            }

            plan = text.Plan;
            if (text.Text.Length > size)
            {
                AddStretches(windows, text, size);
            }
            else
            {
                content.Append(content.Length > 0 ? Between : "").Append(text.Text.Span);
                places.Add(text.Place);
            }

            if (windows.Count > Most)
            {
                return null;
            }
        }

        if (content.Length > 0)
        {
            Flush();
        }

        return windows.Count > Most ? null : windows;

        void Flush()
        {
            windows.Add(new(content.ToString(), [.. places]));
            content.Clear();
            places.Clear();
        }
    }

    private static void AddStretches(List<RemoteWindow> windows, in RemoteText text, int size)
    {
        var step = size - (size / OverlapDivisor);
        for (var at = 0; windows.Count <= Most; at += step)
        {
            var rest = text.Text.Length - at;
            windows.Add(new(new string(text.Text.Span.Slice(at, Math.Min(size, rest))), [text.Place]));
            if (rest <= size)
            {
                return;
            }
        }
    }
}
