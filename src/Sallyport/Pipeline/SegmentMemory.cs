using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Sallyport.Detection;
using Sallyport.Policy;

namespace Sallyport.Pipeline;

/// <summary>
/// Remembers which segments a plan found nothing in, since agents resend their whole history each turn. Belongs to one tenant; holds keyed
/// hashes, never text. Safe for concurrent use. A plan's memory goes with the plan, so a changed policy or detector set starts afresh.
/// </summary>
public sealed class SegmentMemory(TimeProvider time)
{
    // Shorter texts are scanned faster than they are hashed.
    private const int ShortestRemembered = 256;

    private readonly ConditionalWeakTable<GuardPlan, CleanSegments> _byPlan = [];

    /// <summary>Looks a text up.</summary>
    /// <param name="plan">The plan that would read it.</param>
    /// <param name="scope">What else its detectors would know; other known secrets mean another memory.</param>
    /// <param name="text">The segment's text.</param>
    /// <param name="token">Hands the hash to <see cref="Remember"/>, so that it is computed once.</param>
    /// <returns>True where the same text was read before and nothing was found.</returns>
    public bool IsClean(GuardPlan plan, InspectionScope scope, ReadOnlySpan<char> text, out SegmentToken token)
    {
        token = default;
        if (text.Length < ShortestRemembered || scope.Instructions.Count > 0)
        {
            return false;
        }

        var clean = _byPlan.GetValue(plan, _ => new CleanSegments(time));
        token = clean.Hash(text, scope.KnownSecrets);
        return clean.Contains(token);
    }

    /// <summary>Remembers that nothing was found. Does nothing for the token of a text that is not worth remembering.</summary>
    public void Remember(GuardPlan plan, in SegmentToken token)
    {
        if (token.IsSet && _byPlan.TryGetValue(plan, out var clean))
        {
            clean.Add(token);
        }
    }

    /// <summary>Two generations of hashes: the older is dropped whole when the younger is full or old, so size and age are bounded.</summary>
    private sealed class CleanSegments(TimeProvider time)
    {
        private const int Capacity = 16_384;
        private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(30);

        private readonly byte[] _key = RandomNumberGenerator.GetBytes(32);
        private readonly Lock _lock = new();
        private HashSet<UInt128> _younger = [];
        private HashSet<UInt128> _older = [];
        private KnownSecretSet? _secrets;
        private long _turned = time.GetTimestamp();

        public SegmentToken Hash(ReadOnlySpan<char> text, KnownSecretSet? secrets)
        {
            Span<byte> hash = stackalloc byte[HMACSHA256.HashSizeInBytes];
            HMACSHA256.HashData(_key, MemoryMarshal.AsBytes(text), hash);
            return new(MemoryMarshal.Read<UInt128>(hash), secrets, isSet: true);
        }

        public bool Contains(in SegmentToken token)
        {
            lock (_lock)
            {
                TurnIfDue_NeedsLock(token.Secrets);
                return _younger.Contains(token.Hash) || _older.Contains(token.Hash);
            }
        }

        public void Add(in SegmentToken token)
        {
            lock (_lock)
            {
                TurnIfDue_NeedsLock(token.Secrets);
                _younger.Add(token.Hash);
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
            else if (_younger.Count >= Capacity || time.GetElapsedTime(_turned) > Lifetime)
            {
                (_older, _younger) = (_younger, []);
                _turned = time.GetTimestamp();
            }
        }
    }
}
