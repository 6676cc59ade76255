using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using Sallyport.Detection;

namespace Sallyport.Gateway.RemoteGuards;

/// <summary>
/// What one tenant's remote guards have answered lately, since agents send their whole history again each turn, and how many calls are under way. Holds keyed
/// hashes and scores, never text. Outlives revisions of the tenant's settings. Safe for concurrent use.
/// </summary>
internal sealed class RemoteMemory(TimeProvider time)
{
    /// <summary>How many calls of one tenant are under way at once.</summary>
    public const int MostAtOnce = 16;

    private const int Capacity = 8_192;
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(30);

    private readonly byte[] _key = RandomNumberGenerator.GetBytes(32);
    private readonly Lock _lock = new();
    private Dictionary<UInt128, IReadOnlyList<(FindingKind, float)>> _younger = [];
    private Dictionary<UInt128, IReadOnlyList<(FindingKind, float)>> _older = [];
    private long _turned = time.GetTimestamp();

    /// <summary>Lets calls in.</summary>
    public SemaphoreSlim Gate { get; } = new(MostAtOnce);

    /// <summary>Names a question without saying it.</summary>
    /// <param name="policy">The digest of the policy, which says what the guard is.</param>
    /// <param name="guard">The guard's name.</param>
    /// <param name="content">What it is asked about.</param>
    public UInt128 Hash(string policy, string guard, string content)
    {
        Span<byte> hash = stackalloc byte[HMACSHA256.HashSizeInBytes];
        using var hmac = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, _key);
        hmac.AppendData(Encoding.UTF8.GetBytes($"{policy}\n{guard}\n"));
        hmac.AppendData(MemoryMarshal.AsBytes(content.AsSpan()));
        hmac.GetHashAndReset(hash);
        return MemoryMarshal.Read<UInt128>(hash);
    }

    /// <summary>The answer to a question that was asked before; null where it has to be asked.</summary>
    public IReadOnlyList<(FindingKind Kind, float Score)>? Recall(UInt128 question)
    {
        lock (_lock)
        {
            Turn_NeedsLock();
            return _younger.GetValueOrDefault(question) ?? _older.GetValueOrDefault(question);
        }
    }

    /// <summary>Remembers an answer.</summary>
    public void Remember(UInt128 question, IReadOnlyList<(FindingKind Kind, float Score)> scores)
    {
        lock (_lock)
        {
            Turn_NeedsLock();
            _younger[question] = scores;
        }
    }

    // Two generations: the older is dropped whole, so size and age are bounded.
    private void Turn_NeedsLock()
    {
        if (_younger.Count >= Capacity || time.GetElapsedTime(_turned) > Lifetime)
        {
            (_older, _younger) = (_younger, []);
            _turned = time.GetTimestamp();
        }
    }
}
