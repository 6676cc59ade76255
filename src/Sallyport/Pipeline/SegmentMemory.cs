using System.Runtime.CompilerServices;
using Sallyport.Detection;
using Sallyport.Policy;

namespace Sallyport.Pipeline;

/// <summary>
/// Remembers what a plan found in a segment, since agents resend their whole history each turn. Belongs to one tenant; holds keyed hashes
/// and places, never text. Safe for concurrent use. A plan's memory goes with the plan, so a changed policy or detector set starts afresh.
/// </summary>
public sealed class SegmentMemory
{
    // Shorter texts are scanned faster than they are looked up.
    private const int ShortestRemembered = 256;

    // A segment with more findings is read again.
    private const int MostFindings = 64;

    private readonly ConditionalWeakTable<GuardPlan, ReadSegments> _byPlan = [];
    private readonly ConditionalWeakTable<GuardPlan, ReadSegments>.CreateValueCallback _create;

    /// <summary>Creates an empty memory.</summary>
    /// <param name="time">The clock.</param>
    public SegmentMemory(TimeProvider time) => _create = _ => new(time);

    /// <summary>Looks a text up.</summary>
    /// <param name="plan">The plan that would read it.</param>
    /// <param name="scope">What else its detectors would know; other known secrets or exemplars mean another memory.</param>
    /// <param name="text">The segment's text.</param>
    /// <param name="token">What <see cref="Remember"/> needs, so that the hash is computed once; null where a text is not remembered.</param>
    /// <returns>What was found when the same text was read before, judged as it would be now; null where it must be read.</returns>
    internal IReadOnlyList<JudgedFinding>? Recall(GuardPlan plan, InspectionScope scope, ReadOnlySpan<char> text, out SegmentToken? token)
    {
        token = null;
        if (text.Length < ShortestRemembered || scope.Instructions.Count > 0)
        {
            return null;
        }

        var known = new SegmentToken(SegmentHash.Of(text), scope);
        token = known;
        return _byPlan.GetValue(plan, _create).Find(known) is { } findings && StillHold(plan, text, findings) ? findings : null;
    }

    /// <summary>Remembers a segment that was read to its end by every detector. All that was found, each with its end known, and nothing that blocks.</summary>
    internal void Remember(GuardPlan plan, in SegmentToken token, IReadOnlyList<JudgedFinding> findings)
    {
        if (findings.Count <= MostFindings)
        {
            _byPlan.GetValue(plan, _create).Add(token, [.. findings]);
        }
    }

    // An exception may have ended since.
    private static bool StillHold(GuardPlan plan, ReadOnlySpan<char> text, JudgedFinding[] findings)
    {
        foreach (var (finding, judgement) in findings)
        {
            if (plan.Judge(finding, text[finding.Span.Start..finding.Span.End]) != judgement)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Two generations: the older is dropped whole when the younger is full or old, so size and age are bounded.</summary>
    private sealed class ReadSegments(TimeProvider time)
    {
        private const int Capacity = 16_384;
        private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(30);

        private readonly Lock _lock = new();
        private Dictionary<SegmentHash, JudgedFinding[]> _younger = [];
        private Dictionary<SegmentHash, JudgedFinding[]> _older = [];
        private int _youngerFindings;
        private KnownSecretSet? _secrets;
        private ExemplarSet? _exemplars;
        private long _turned = time.GetTimestamp();

        public JudgedFinding[]? Find(in SegmentToken token)
        {
            lock (_lock)
            {
                TurnIfDue_NeedsLock(token.Scope);
                return _younger.GetValueOrDefault(token.Hash) ?? _older.GetValueOrDefault(token.Hash);
            }
        }

        public void Add(in SegmentToken token, JudgedFinding[] findings)
        {
            lock (_lock)
            {
                TurnIfDue_NeedsLock(token.Scope);
                if (_younger.TryAdd(token.Hash, findings))
                {
                    _youngerFindings += findings.Length;
                }
            }
        }

        private void TurnIfDue_NeedsLock(InspectionScope scope)
        {
            if (!ReferenceEquals(scope.KnownSecrets, _secrets) || !ReferenceEquals(scope.Exemplars, _exemplars))
            {
                (_secrets, _exemplars) = (scope.KnownSecrets, scope.Exemplars);
                _younger = [];
                _older = [];
            }
            else if (_younger.Count >= Capacity || _youngerFindings >= Capacity || time.GetElapsedTime(_turned) > Lifetime)
            {
                (_older, _younger) = (_younger, []);
                _turned = time.GetTimestamp();
            }
            else
            {
                return;
            }

            _youngerFindings = 0;
        }
    }
}
