using System.Globalization;
using Sallyport.Detection;
using Sallyport.Pipeline;
using Sallyport.Policy;
using Sallyport.Text;
using Xunit;

namespace Sallyport.Tests.Pipeline;

/// <summary>What the hot calls may allocate: the numbers of <c>bench/allocation-budgets.csv</c>. Counted, not timed, so that it is the same on every machine.</summary>
public sealed class AllocationBudgetTests
{
    private const int Calls = 100;
    private const int Rounds = 1000;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    private static readonly Dictionary<string, int> Budgets = File.ReadLines(Path.Combine(AppContext.BaseDirectory, "allocation-budgets.csv"))
        .Skip(1)
        .Select(line => line.Split(','))
        .ToDictionary(cells => cells[0], cells => int.Parse(cells[1], CultureInfo.InvariantCulture), StringComparer.Ordinal);

    // Without digits: what judges numbers allocates in code that is not optimised, and tests are not.
    private static readonly string Text = string.Concat(Enumerable.Repeat(
        "The team in the north office would like to see the figures of the third quarter. \"As far as I know,\" she said, \"the board has asked for them; nobody was surprised.\"\n", 7))[..1024];

    private static readonly InspectionScope Scope = new() { KnownSecrets = KnownSecretSet.Create(["tangerine-lighthouse-4471", "correct horse battery staple 9"]) };

    private static readonly PlanSet Plans = PolicySnapshot
        .Compile(PolicyReader.Read(PolicyPresets.Text(PolicyPresets.FirstRun)).Document!, 0, RuleDetectors.All, TimeProvider.System)
        .PlansFor(new("model"));

    [Fact]
    public void Guard_InputOf1Kb_StaysInBudget() =>
        AssertInBudget("guard an input of 1 KB", () => Guard(Plans.ForInput(Origin.User)));

    [Fact]
    public void Guard_OutputOf1Kb_StaysInBudget() =>
        AssertInBudget("guard an output of 1 KB", () => Guard(Plans.ForOutput(ChannelKind.Text)));

    [Fact]
    public void Guard_TokenOfAStream_StaysInBudget()
    {
        using var guard = new ChannelGuard(Plans.ForOutput(ChannelKind.Text), Scope);
        var at = 0;

        AssertInBudget("guard a token of a stream", () =>
        {
            guard.Append(Text.AsSpan(at, 4));
            guard.Release(guard.ClearTo);
            at = (at + 4) % Text.Length;
        });
        Assert.Equal(0, guard.Findings.Total);
    }

    [Fact]
    public void Recall_SegmentOf1Kb_StaysInBudget()
    {
        var memory = new SegmentMemory(TimeProvider.System);
        var plan = Plans.ForInput(Origin.User);
        memory.Recall(plan, Scope, Text, out var token);
        memory.Remember(plan, token!.Value, []);

        AssertInBudget("recall a segment of 1 KB", () => Assert.NotNull(memory.Recall(plan, Scope, Text, out _)));
    }

    [Fact]
    public void Guard_WordsOfAProtocol_StaysInBudget() =>
        AssertInBudget("guard the words of an answer", () => Guard(Plans.ForStructure(GuardDirection.Output), "chatcmpl-abc\nchat.completion\ngpt-model\nassistant\nstop\ndefault\n"));

    private static void Guard(GuardPlan plan) => Guard(plan, Text);

    private static void Guard(GuardPlan plan, string text)
    {
        using var guard = new ChannelGuard(plan, Scope);
        guard.Append(text);
        guard.Complete();
        Assert.Equal(0, guard.Findings.Total);
    }

    private static void AssertInBudget(string name, Action call)
    {
        // What is built or rented once: models, tables, pools, the buffer of a stream.
        for (var i = 0; i < 10 * Calls; i++)
        {
            call();
        }

        // The least of some rounds: code that the runtime has not compiled in its last tier yet boxes, and that takes it a while.
        var bytes = long.MaxValue;
        for (var round = 0; round < Rounds && bytes > Budgets[name]; round++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            for (var i = 0; i < Calls; i++)
            {
                call();
            }

            bytes = Math.Min(bytes, (GC.GetAllocatedBytesForCurrentThread() - before) / Calls);
            if (bytes > Budgets[name])
            {
                Thread.Sleep(Pause);
            }
        }

        Assert.True(bytes <= Budgets[name], $"To {name} takes {bytes} bytes; bench/allocation-budgets.csv allows {Budgets[name]}.");
    }
}
