using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Sallyport.Detection;
using Sallyport.Gateway.Json;
using Sallyport.Text;

namespace Sallyport.Bench.Engine;

/// <summary>
/// The engine's figures in half a minute: each subject in short rounds, of which the fastest counts, since whatever else the machine does only slows; the median is shown besides.
/// For tuning and for a first look; the tables to be compared come from BenchmarkDotNet.
/// </summary>
internal static class QuickLoop
{
    private const int Rounds = 7;
    private static readonly TimeSpan LeastWarmUp = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan MostWarmUp = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan RoundLength = TimeSpan.FromMilliseconds(30);

    // A quotation mark as \", not as \u0022, as most programs write it.
    private static readonly JsonSerializerOptions Relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Measures and prints a Markdown table.</summary>
    public static void Run(TextWriter to, string? only)
    {
        Subjects.WarmUp();
        to.WriteLine("| subject | size | µs/KB | median | MB/s | B/call |");
        to.WriteLine("| --- | ---: | ---: | ---: | ---: | ---: |");
        foreach (var (name, size, call) in All())
        {
            if (only is null || name.Contains(only, StringComparison.Ordinal))
            {
                to.WriteLine(Measure(name, size, call));
            }
        }
    }

    private static IEnumerable<(string Name, int Size, Action Call)> All()
    {
        var map = new JsonMap();
        foreach (var size in new[] { 1 << 10, 32 << 10, 1 << 20 })
        {
            var text = new Prose(7).Next(size);
            yield return ("guard input", size, () => Subjects.Guard(Subjects.Input, text));
            yield return ("guard output", size, () => Subjects.Guard(Subjects.Output, text));
            yield return ("guard output by tokens", size, () => Subjects.GuardByTokens(Subjects.Output, text));
            yield return ("guard input, rules only", size, () => Subjects.Guard(Subjects.RulesOnly.ForInput(Origin.User), text));
            yield return ("guard output, rules only", size, () => Subjects.Guard(Subjects.RulesOnly.ForOutput(ChannelKind.Text), text));
            yield return ("guard output by tokens, rules only", size, () => Subjects.GuardByTokens(Subjects.RulesOnly.ForOutput(ChannelKind.Text), text));
            var json = Encoding.UTF8.GetBytes("{\"messages\":[{\"role\":\"user\",\"content\":" + JsonSerializer.Serialize(text) + "}]}");
            yield return ("json map", size, () => map.TryRead(json, JsonLimits.Request, out _));
        }

        const string words = "chatcmpl-B9MBs8CjcvOU2jLn4n570S5qMJKcT\nchat.completion\ngpt-4.1-mini-2025-04-14\ndefault\nfp_44709d6fcb\nassistant\nstop\nprompt_tokens\ncompletion_tokens\ntotal_tokens\n";
        yield return ("guard the words of an answer", words.Length, () => Subjects.Guard(Subjects.Words, words));

        var history = new ResentHistory(1 << 20);
        yield return ("history parsed", 1 << 20, () => history.Parse());
        yield return ("history parsed and inspected", 1 << 20, () => history.ParseAndInspect());

        var sample = new Prose(11).Next(32 << 10);
        var toolResult = JsonSerializer.Serialize(JsonSerializer.Serialize(sample.Split('\n').Select(static line => new { title = "Note", content = line + "\n" }), Relaxed), Relaxed);
        var served = new ServedText();
        yield return ("text that searches showed, looked for", sample.Length, () => served.Look(sample));
        foreach (var view in new[] { ViewKinds.Folded, ViewKinds.Decoded, ViewKinds.Deobfuscated })
        {
            yield return ($"view {view}", sample.Length, () => Subjects.ReadView(view, sample));
            yield return ($"view {view} of JSON in a string", toolResult.Length, () => Subjects.ReadView(view, toolResult));
        }

        yield return ("guard input of JSON in a string", toolResult.Length, () => Subjects.Guard(Subjects.FirstRun.ForInput(Origin.ToolResult), toolResult));
        yield return ("guard input of JSON in a string, rules only", toolResult.Length, () => Subjects.Guard(Subjects.RulesOnly.ForInput(Origin.ToolResult), toolResult));
        foreach (var detector in StandardDetectors.All)
        {
            var plan = Subjects.Only(detector);
            yield return ($"detector {detector.Name}", sample.Length, () => Subjects.Guard(plan, sample));
            yield return ($"detector {detector.Name} by tokens", sample.Length, () => Subjects.GuardByTokens(plan, sample));
        }
    }

    private static string Measure(string name, int size, Action call)
    {
        WarmUp(call);
        var rounds = new double[Rounds];
        var allocated = 0L;
        for (var round = 0; round < Rounds; round++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            var start = Stopwatch.GetTimestamp();
            var calls = 0;
            do
            {
                call();
                calls++;
            }
            while (Stopwatch.GetElapsedTime(start) < RoundLength);
            rounds[round] = Stopwatch.GetElapsedTime(start).TotalMicroseconds / calls;
            allocated = (GC.GetAllocatedBytesForCurrentThread() - before) / calls;
        }

        Array.Sort(rounds);
        var kilobytes = size / 1024.0;
        return string.Create(
            CultureInfo.InvariantCulture, $"| {name} | {size} | {rounds[0] / kilobytes:F2} | {rounds[Rounds / 2] / kilobytes:F2} | {size / rounds[0]:F0} | {allocated} |");
    }

    // The runtime compiles in tiers, in the background and later on a busy machine: warm once nothing has become faster for a while.
    private static void WarmUp(Action call)
    {
        var begun = Stopwatch.GetTimestamp();
        var (best, bestAt) = (TimeSpan.MaxValue, begun);
        do
        {
            var start = Stopwatch.GetTimestamp();
            call();
            var took = Stopwatch.GetElapsedTime(start);
            if (took < best * 0.98)
            {
                (best, bestAt) = (took, Stopwatch.GetTimestamp());
            }
        }
        while (Stopwatch.GetElapsedTime(bestAt) < LeastWarmUp && Stopwatch.GetElapsedTime(begun) < MostWarmUp);
    }
}
