using System.Diagnostics;
using Sallyport.Detection;
using Sallyport.Detection.Names;
using Sallyport.Pipeline;
using Sallyport.Policy;
using Sallyport.Text;
using Sallyport.Text.Views;

namespace Sallyport.Bench.Engine;

/// <summary>What the engine's benchmarks measure, each as one call.</summary>
internal static class Subjects
{
    private static readonly Lazy<bool> Warmed = new(static () =>
    {
        var text = new Prose(3).Next(1 << 10);
        var begun = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(begun) < TimeSpan.FromSeconds(10))
        {
            Guard(Input, text);
            Guard(Output, text);
            GuardByTokens(Output, text);
        }

        return true;
    });

    /// <summary>The policy that holds until one is written.</summary>
    public static PolicySnapshot Policy { get; } = FirstRunWith(StandardDetectors.All);

    /// <summary>Its plans.</summary>
    public static PlanSet FirstRun { get; } = Policy.PlansFor(new("bench"));

    /// <summary>Its plans without what was trained: no heads, no names.</summary>
    public static PlanSet RulesOnly { get; } = FirstRunWith([.. RuleDetectors.All.Where(static detector => detector is not NameDetector)]).PlansFor(new("bench"));

    /// <summary>The scope of an exchange whose tenant has registered some secrets.</summary>
    public static InspectionScope Scope { get; } = new()
    {
        KnownSecrets = KnownSecretSet.Create(["tangerine-lighthouse-4471", "correct horse battery staple 9", "0f9d3c55b1a24e6fa0c7"]),
    };

    /// <summary>The plan for what a user writes.</summary>
    public static GuardPlan Input => FirstRun.ForInput(Origin.User);

    /// <summary>The plan for what a model answers.</summary>
    public static GuardPlan Output => FirstRun.ForOutput(ChannelKind.Text);

    /// <summary>The plan for the ids, types and states of an answer.</summary>
    public static GuardPlan Words => FirstRun.ForStructure(GuardDirection.Output);

    /// <summary>
    /// Runs what all subjects share until the runtime has compiled it in its last tier: that takes seconds, longer than any one subject's own
    /// warm-up, and a text of 1 KB is ten times dearer before.
    /// </summary>
    public static void WarmUp() => _ = Warmed.Value;

    /// <summary>A plan that runs one detector alone.</summary>
    public static GuardPlan Only(Detector detector)
    {
        var text = $"""
            version: 1
            name: one-detector
            mode: enforce
            guards:
              - name: all
                findings: [{string.Join(", ", detector.Kinds.Select(static kind => kind.Name.Split('.')[0]).Distinct(StringComparer.Ordinal))}]
                on: both
                action: redact
            """;
        return PolicySnapshot.Compile(Read(text), 0, [detector], TimeProvider.System).PlansFor(new("bench")).ForOutput(ChannelKind.Text);
    }

    /// <summary>Guards a whole text.</summary>
    public static int Guard(GuardPlan plan, string text)
    {
        using var guard = new ChannelGuard(plan, Scope);
        guard.Append(text);
        guard.Complete();
        return guard.ClearTo;
    }

    /// <summary>Guards a text that comes in pieces of four characters, about a token.</summary>
    public static int GuardByTokens(GuardPlan plan, string text)
    {
        using var guard = new ChannelGuard(plan, Scope);
        var rest = text.AsSpan();
        while (!rest.IsEmpty)
        {
            var length = Math.Min(4, rest.Length);
            guard.Append(rest[..length]);
            guard.Release(guard.ClearTo);
            rest = rest[length..];
        }

        guard.Complete();
        return guard.ClearTo;
    }

    /// <summary>Reads one view of a text.</summary>
    public static int ReadView(ViewKinds view, string text)
    {
        using var reader = ViewReaders.For(view, ViewKinds.Original, 0)[0];
        reader.Advance(new TextWindow(text, 0, isComplete: true));
        return reader.SourceClear;
    }

    private static PolicySnapshot FirstRunWith(IReadOnlyList<Detector> detectors) =>
        PolicySnapshot.Compile(Read(PolicyPresets.Text(PolicyPresets.FirstRun)), 0, detectors, TimeProvider.System);

    private static PolicyDocument Read(string text)
    {
        var reading = PolicyReader.Read(text);
        return reading.Document ?? throw new InvalidOperationException(string.Join('\n', reading.Problems));
    }
}
