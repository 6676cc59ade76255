using Sallyport.Detection;
using Sallyport.Pipeline;
using Sallyport.Policy;
using Sallyport.Text;

namespace Sallyport.Hosting;

/// <summary>
/// Reads single texts with the guard that traffic goes through, and tells what was found and what a policy says of it. Other than in
/// traffic, every detector runs and every score is told, also where no guard of the policy asks for it. Safe for concurrent use.
/// </summary>
public sealed class TextScan
{
    // A policy can't have a guard of this name, so what only this one takes up is known.
    private const string Watch = "(scan)";

    // Models tell a text's highest score however low it is. Below this it only stands among the scores.
    private const float LeastShown = 0.1f;

    private static readonly PolicyGuard Watcher = new()
    {
        Name = Watch,
        Findings = [Policy.Reading.PolicyFormat.AnyFinding],
        Action = GuardAction.Flag,
        Mode = GuardMode.Observe,
        Directions = [GuardDirection.Input, GuardDirection.Output],
        MinScore = 0,
        OnUnreachable = GapAction.Pass,
    };

    private readonly GuardPlan[] _plans;
    private readonly string[] _families;

    /// <summary>Compiles a policy for scanning.</summary>
    /// <param name="policy">The policy. Guards that hold for some models or agents only don't take part: a single text has neither.</param>
    /// <param name="detectors">The detectors to run.</param>
    /// <param name="time">The clock by which exceptions expire.</param>
    public TextScan(PolicyDocument policy, IReadOnlyList<Detector> detectors, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(policy);
        ArgumentNullException.ThrowIfNull(detectors);
        ArgumentNullException.ThrowIfNull(time);
        var exceptions = new ExceptionSet(policy.Exceptions, time);
        _families = [.. detectors.SelectMany(detector => detector.Kinds).Select(kind => kind.Family).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        _plans =
        [
            .. Enum.GetValues<Origin>().Select(origin =>
            {
                var place = PlaceOf(origin);
                var rules = policy.Guards.Where(guard => guard.When is null && guard.Covers(place)).Append(Watcher).Select(guard => new GuardRule(guard, place)).ToArray();
                var readers = detectors.Where(detector => detector.Reads(origin)).ToArray();
                return new GuardPlan(rules, readers, [], exceptions, new CoverageRule(rules, readers, [], policy.Uninspectable));
            }),
        ];
    }

    /// <summary>Scans a text to its end.</summary>
    /// <param name="text">The text.</param>
    /// <param name="origin">Whose words it is. An assistant's and its reasoning are judged as an answer on its way out, all else as input.</param>
    /// <param name="scope">What detectors may know; nothing where null.</param>
    public TextScanResult Scan(ReadOnlySpan<char> text, Origin origin, InspectionScope? scope = null)
    {
        using var guard = new ChannelGuard(_plans[(int)origin], scope ?? InspectionScope.Empty, allowance: new FindingAllowance(int.MaxValue) { Reasons = int.MaxValue, Explained = IsShown });
        guard.Append(text);
        guard.Complete();

        var verdict = guard.Cut is null ? GuardAction.Ignore : GuardAction.Block;
        var scores = new float[_families.Length];
        foreach (var (finding, judgement) in guard.Findings.Kept)
        {
            ref var score = ref scores[Array.IndexOf(_families, finding.Kind.Family)];
            score = Math.Max(score, finding.Score);
            if (judgement.Guard != Watch || judgement.Exception is not null)
            {
                var action = judgement.IsEnforced ? judgement.Action : GuardAction.Flag;
                verdict = action > verdict ? action : verdict;
            }
        }

        return new()
        {
            Verdict = verdict,
            Scores = [.. _families.Zip(scores, KeyValuePair.Create)],
            Findings = ToldOnce(guard.Findings.Kept.Where(IsShown)),
            Coverage = guard.Cut is not null ? Coverage.Blocked : guard.Unreachable.Count > 0 ? Coverage.Unreachable : Coverage.Passed,
        };
    }

    /// <summary>Whether a guard of the policy takes a finding up; the others are only told.</summary>
    internal static bool IsTakenUp(JudgedFinding found) => found.Judgement.Guard != Watch;

    // Several views of a text show the same thing: of findings of one kind, one that lies within another is not told again.
    private static JudgedFinding[] ToldOnce(IEnumerable<JudgedFinding> findings)
    {
        var told = new List<JudgedFinding>();
        foreach (var found in findings
            .OrderBy(found => found.Finding.Kind.Name, StringComparer.Ordinal)
            .ThenBy(found => found.Finding.Span.Start)
            .ThenByDescending(found => found.Finding.Span.End)
            .ThenByDescending(found => found.Finding.Score))
        {
            if (told.Count == 0 || told[^1].Finding.Kind != found.Finding.Kind || found.Finding.Span.End > told[^1].Finding.Span.End)
            {
                told.Add(found);
            }
        }

        return [.. told.OrderBy(found => found.Finding.Span.Start).ThenBy(found => found.Finding.Span.End)];
    }

    private static bool IsShown(JudgedFinding found) => found.Finding.Score >= LeastShown || IsTakenUp(found);

    private static GuardPlace PlaceOf(Origin origin) => origin switch
    {
        Origin.Assistant => GuardPlace.Output(ChannelKind.Text),
        Origin.Reasoning => GuardPlace.Output(ChannelKind.Reasoning),
        _ => GuardPlace.Input(origin),
    };
}
