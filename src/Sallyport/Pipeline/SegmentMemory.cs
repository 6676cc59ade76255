using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Sallyport.Detection;
using Sallyport.Policy;

namespace Sallyport.Pipeline;

/// <summary>
/// Remembers what a plan found in a segment and had nothing to do about, since agents resend their whole history each turn. Belongs to one
/// tenant; holds keyed hashes and places, never text. Safe for concurrent use. A plan's memory goes with the plan, so a changed policy or
/// detector set starts afresh.
/// </summary>
public sealed class SegmentMemory(TimeProvider time)
{
    // Shorter texts are scanned faster than they are hashed.
    private const int ShortestRemembered = 256;

    // A segment with more findings is read again.
    private const int MostFindings = 64;

    private readonly ConditionalWeakTable<GuardPlan, ReadSegments> _byPlan = [];

    /// <summary>Looks a text up.</summary>
    /// <param name="plan">The plan that would read it.</param>
    /// <param name="scope">What else its detectors would know; other known secrets mean another memory.</param>
    /// <param name="text">The segment's text.</param>
    /// <param name="token">Hands the hash to <see cref="Remember"/>, so that it is computed once.</param>
    /// <returns>What was found when the same text was read before, and led to no edit; null where it must be read.</returns>
    public IReadOnlyList<JudgedFinding>? Recall(GuardPlan plan, InspectionScope scope, ReadOnlySpan<char> text, out SegmentToken token)
    {
        token = default;
        if (text.Length < ShortestRemembered || scope.Instructions.Count > 0)
        {
            return null;
        }

        var segments = _byPlan.GetValue(plan, _ => new ReadSegments(time));
        token = segments.Hash(text, scope.KnownSecrets);
        return segments.Find(token) is { } findings && StillHold(plan, text, findings) ? findings : null;
    }

    /// <summary>Remembers a segment that was read without a failure, unless something is to be done about it.</summary>
    public void Remember(GuardPlan plan, in SegmentToken token, IReadOnlyList<JudgedFinding> findings)
    {
        ArgumentNullException.ThrowIfNull(findings);
        if (token.IsSet && findings.Count <= MostFindings && !findings.Any(judged => judged.Judgement.IsActing) && _byPlan.TryGetValue(plan, out var segments))
        {
            segments.Add(token, [.. findings]);
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

        private readonly byte[] _key = RandomNumberGenerator.GetBytes(16);
        private readonly ConcurrentBag<AesGcm> _idle = [];
        private readonly Lock _lock = new();
        private Dictionary<UInt128, JudgedFinding[]> _younger = [];
        private Dictionary<UInt128, JudgedFinding[]> _older = [];
        private int _youngerFindings;
        private KnownSecretSet? _secrets;
        private long _turned = time.GetTimestamp();

        // GMAC (NIST SP 800-38D) under one nonce is a universal hash under a secret key, at the speed of memory: two texts of 1 MB meet with a
        // chance of 2^-111. The nonce would have to change if a tag ever left this class.
        public SegmentToken Hash(ReadOnlySpan<char> text, KnownSecretSet? secrets)
        {
            Span<byte> nonce = stackalloc byte[12];
            Span<byte> tag = stackalloc byte[16];
            nonce.Clear();
            var cipher = _idle.TryTake(out var idle) ? idle : new AesGcm(_key, tag.Length);
            cipher.Encrypt(nonce, [], [], tag, MemoryMarshal.AsBytes(text));
            _idle.Add(cipher);
            return new(MemoryMarshal.Read<UInt128>(tag), secrets, isSet: true);
        }

        public JudgedFinding[]? Find(in SegmentToken token)
        {
            lock (_lock)
            {
                TurnIfDue_NeedsLock(token.Secrets);
                return _younger.GetValueOrDefault(token.Hash) ?? _older.GetValueOrDefault(token.Hash);
            }
        }

        public void Add(in SegmentToken token, JudgedFinding[] findings)
        {
            lock (_lock)
            {
                TurnIfDue_NeedsLock(token.Secrets);
                if (_younger.TryAdd(token.Hash, findings))
                {
                    _youngerFindings += findings.Length;
                }
            }
        }

        private void TurnIfDue_NeedsLock(KnownSecretSet? secrets)
        {
            if (!ReferenceEquals(secrets, _secrets))
            {
                _secrets = secrets;
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
