using System.Buffers;
using Sallyport.Detection;
using Sallyport.Masking;
using Sallyport.Pipeline;
using Sallyport.Policy;
using Sallyport.Policy.Cases;
using Sallyport.Policy.Reading;
using Sallyport.Text;

namespace Sallyport.Hosting;

/// <summary>Runs cases through a policy with the guard that traffic goes through.</summary>
public static class PolicyTrial
{
    // Placeholders in a trial are always the same, so that cases can name them.
    private static readonly byte[] MaskKey = new byte[MaskTable.MinKeyLength];

    /// <summary>Runs the cases, in order.</summary>
    /// <param name="policy">The policy, compiled with the detectors that it is to be tried with.</param>
    /// <param name="cases">The cases.</param>
    public static IReadOnlyList<PolicyCaseResult> Run(PolicySnapshot policy, IReadOnlyList<PolicyCase> cases)
    {
        ArgumentNullException.ThrowIfNull(policy);
        ArgumentNullException.ThrowIfNull(cases);
        return [.. cases.Select(@case => Run(policy, @case))];
    }

    private static PolicyCaseResult Run(PolicySnapshot policy, PolicyCase @case)
    {
        var plans = policy.PlansFor(@case.Context);
        var masks = new MaskTable(MaskKey);
        var scope = new InspectionScope { Instructions = InstructionsOf(@case) };
        var outcome = new Outcome();
        foreach (var text in @case.Texts)
        {
            var isInput = text.Direction == GuardDirection.Input;
            var plan = isInput ? plans.ForInput(text.Origin) : plans.ForOutput(text.Channel);
            if (text.Form is Form.Text or Form.Json)
            {
                Inspect(text, plan, isInput ? InspectionScope.Empty : scope, masks, outcome);
            }
            else if (plan.Coverage.GuardAgainst(text.Form) is not null)
            {
                outcome.Verdict = GuardAction.Block;
            }
        }

        return new(@case, outcome.Compare(@case));
    }

    private static void Inspect(CaseText text, GuardPlan plan, InspectionScope scope, MaskTable masks, Outcome outcome)
    {
        using var guard = new ChannelGuard(plan, scope, masks, keepsText: true);
        guard.Append(text.Text);
        guard.Complete();
        foreach (var (kind, judgement, _) in guard.Findings.Counts)
        {
            outcome.Add(kind, judgement);
        }

        if (guard.Cut is not null)
        {
            outcome.Verdict = GuardAction.Block;
        }

        if (text.Leaves is { } wanted)
        {
            var left = new ArrayBufferWriter<char>();
            guard.Write(0, guard.ClearTo, left);
            if (!left.WrittenSpan.SequenceEqual(wanted))
            {
                outcome.Differences.Add($"What leaves is \"{left.WrittenSpan}\", not \"{wanted}\".");
            }
        }
    }

    private static Segment[] InstructionsOf(PolicyCase @case) =>
    [
        .. @case.Texts
            .Where(text => text.Direction == GuardDirection.Input && text.Origin is Origin.System or Origin.Developer)
            .Select((text, index) => new Segment(index, text.Origin, Trust.Application, text.Form, text.Text.AsMemory())),
    ];

    private sealed class Outcome
    {
        private readonly SortedSet<string> _kinds = new(StringComparer.Ordinal);
        private GuardAction _observed;

        public GuardAction Verdict { get; set; }

        public List<string> Differences { get; } = [];

        public void Add(FindingKind kind, in Judgement judgement)
        {
            _kinds.Add(kind.Name);
            if (judgement.IsEnforced)
            {
                Verdict = Stricter(Verdict, judgement.Action);
                _observed = Stricter(_observed, judgement.Observed);
            }
            else
            {
                _observed = Stricter(_observed, judgement.Action);
            }
        }

        public List<string> Compare(PolicyCase @case)
        {
            Expect("The verdict", @case.Verdict, Verdict);
            Expect("What observing guards would have done", @case.Observed, _observed);
            if (@case.Findings is { } wanted)
            {
                Differences.AddRange(wanted.Where(kind => !_kinds.Contains(kind)).Select(kind => $"Nothing of kind {kind} was taken up."));
                Differences.AddRange(_kinds.Where(kind => !wanted.Contains(kind)).Select(kind => $"{kind} was taken up as well."));
            }

            return Differences;
        }

        private void Expect(string what, GuardAction? wanted, GuardAction actual)
        {
            if (wanted is { } expected && expected != actual)
            {
                Differences.Add($"{what} is {Tell(actual)}, not {Tell(expected)}.");
            }
        }

        private static string Tell(GuardAction action) => action == GuardAction.Ignore ? CaseFormat.Allow : Words<GuardAction>.Of(action);

        private static GuardAction Stricter(GuardAction one, GuardAction other) => one > other ? one : other;
    }
}
