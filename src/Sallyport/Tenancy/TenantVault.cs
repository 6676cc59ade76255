using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;

namespace Sallyport.Tenancy;

/// <summary>
/// A tenant's data key, unwrapped. Whoever reads or writes the tenant's content needs it in hand; without it the rows are ciphertext.
/// Each purpose has keys of its own (HKDF-SHA256). Key bytes are pinned and zeroed on <see cref="Dispose"/>. Safe for concurrent use.
/// </summary>
public sealed class TenantVault : IDisposable
{
    /// <summary>The data key's length in bytes.</summary>
    internal const int KeyLength = 32;

    // Purposes are constants in code; a purpose made from input would grow this without end.
    private const int MaxPurposes = 64;

    private readonly SecretBytes _digestRoot;
    private readonly ConcurrentDictionary<(uint Key, string Purpose), SealingKey> _sealing = [];
    private readonly ConcurrentDictionary<string, SecretBytes> _digesting = new(StringComparer.Ordinal);
    private readonly Lock _growing = new();
    private Dictionary<uint, SecretBytes> _roots = [];
    private uint _current;
    private bool _disposed;

    /// <summary>A vault of a tenant's first key.</summary>
    internal TenantVault(TenantId tenant, SecretBytes key)
    {
        using var keys = TenantKeyRing.Parse(tenant, key.Span);
        Tenant = tenant;
        _digestRoot = SecretBytes.CopyOf(keys.DigestRoot.Span);
        Adopt(keys);
    }

    internal TenantVault(TenantId tenant, TenantKeyRing keys)
    {
        Tenant = tenant;
        _digestRoot = SecretBytes.CopyOf(keys.DigestRoot.Span);
        Adopt(keys);
    }

    /// <summary>The tenant whose vault this is.</summary>
    public TenantId Tenant { get; }

    /// <summary>Encrypts and authenticates under the purpose's key (AES-256-GCM).</summary>
    /// <param name="purpose">A constant that names what is sealed, such as <c>upstream.credential</c>.</param>
    /// <param name="plaintext">What to seal.</param>
    /// <param name="associatedData">Where it belongs (row, position); opening demands the same.</param>
    /// <returns>45 bytes more than the plaintext, and 4 more once the data key was rotated: version and key, salt, nonce, tag, ciphertext.</returns>
    /// <exception cref="ObjectDisposedException">The vault is closed or its key was destroyed.</exception>
    public byte[] Seal(string purpose, ReadOnlySpan<byte> plaintext, ReadOnlySpan<byte> associatedData) =>
        Sealing(Volatile.Read(ref _current), purpose).Seal(plaintext, associatedData);

    /// <summary>Opens what <see cref="Seal"/> made for the same tenant, purpose and associated data.</summary>
    /// <returns>The plaintext. Zero it after use where it is a key or credential.</returns>
    /// <exception cref="CryptographicException">It was altered, belongs elsewhere, or is another tenant's.</exception>
    /// <exception cref="ObjectDisposedException">The vault is closed or its key was destroyed.</exception>
    public byte[] Open(string purpose, ReadOnlySpan<byte> box, ReadOnlySpan<byte> associatedData) =>
        Sealing(SealedForm.KeyOf(box), purpose).Open(box, associatedData);

    /// <summary>The keys of months of records; null where nobody keeps any, and records are sealed under the data key itself.</summary>
    internal RecordKeys? Records { get; set; }

    /// <summary>Seals a record, under the present month's key.</summary>
    internal byte[] SealRecord(string purpose, ReadOnlySpan<byte> plaintext, ReadOnlySpan<byte> associatedData) => Records is { Current: { } month } records
        ? records.Of(month, purpose).Seal(plaintext, associatedData)
        : Seal(purpose, plaintext, associatedData);

    /// <summary>Opens a record whose month's key is open, or one that was sealed before months had keys.</summary>
    /// <exception cref="RecordsShreddedException">The month's key was destroyed, or nobody has opened it.</exception>
    /// <exception cref="CryptographicException">It was altered, belongs elsewhere, or is another tenant's.</exception>
    internal byte[] OpenRecord(string purpose, ReadOnlySpan<byte> box, ReadOnlySpan<byte> associatedData) => RecordKeys.MonthOf(box) is { } month
        ? Records?.Of(month, purpose).Open(box, associatedData) ?? throw new RecordsShreddedException(month)
        : Open(purpose, box, associatedData);

    /// <summary>As <see cref="OpenRecord"/>, opening the month's key first.</summary>
    internal async ValueTask<byte[]> OpenRecordAsync(string purpose, byte[] box, byte[] associatedData, CancellationToken cancellationToken)
    {
        if (RecordKeys.MonthOf(box) is { } month && Records is { } records)
        {
            await records.LoadAsync(month, cancellationToken).ConfigureAwait(false);
        }

        return OpenRecord(purpose, box, associatedData);
    }

    /// <summary>What a record begins with that is sealed now.</summary>
    internal byte[] RecordHeader => Records is { Current: { } month } ? RecordKeys.HeaderOf(month) : SealedForm.HeaderOf(CurrentKey);

    /// <summary>A keyed hash that only this tenant's vault can compute.</summary>
    /// <returns>32 bytes: HMAC-SHA256 under the purpose's key.</returns>
    /// <exception cref="ObjectDisposedException">The vault is closed or its key was destroyed.</exception>
    public byte[] Digest(string purpose, ReadOnlySpan<byte> bytes)
    {
        var digest = new byte[HMACSHA256.HashSizeInBytes];
        Digest(purpose, bytes, digest);
        return digest;
    }

    /// <summary>As <see cref="Digest(string, ReadOnlySpan{byte})"/>, into the caller's buffer.</summary>
    /// <param name="purpose">A constant that names what is hashed.</param>
    /// <param name="bytes">What to hash.</param>
    /// <param name="destination">At least 32 bytes.</param>
    /// <exception cref="ObjectDisposedException">The vault is closed or its key was destroyed.</exception>
    public void Digest(string purpose, ReadOnlySpan<byte> bytes, Span<byte> destination)
    {
        var key = Digesting(purpose);
        HMACSHA256.HashData(key.Span, bytes, destination);
        key.EnsureUnchanged();
    }

    /// <summary>The key that seals.</summary>
    internal uint CurrentKey => Volatile.Read(ref _current);

    /// <summary>Takes the tenant's data keys as they are now: those that are new open and seal, those that are gone are zeroed.</summary>
    /// <exception cref="CryptographicException">They are no later form of those that the vault has.</exception>
    internal void Adopt(TenantKeyRing keys)
    {
        if (!CryptographicOperations.FixedTimeEquals(keys.DigestRoot.Span, _digestRoot.Span))
        {
            throw new CryptographicException("The tenant's data keys are others than those that were opened before.");
        }

        lock (_growing)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            var gone = _roots.Where(pair => !keys.Keys.ContainsKey(pair.Key)).ToList();
            _roots = keys.Keys.ToDictionary(static pair => pair.Key, pair => _roots.GetValueOrDefault(pair.Key) ?? TenantKeyRing.RootOf(Tenant, pair.Value));
            Volatile.Write(ref _current, keys.Current);
            foreach (var (number, root) in gone)
            {
                foreach (var sealing in _sealing.Keys.Where(key => key.Key == number).ToList())
                {
                    _ = _sealing.TryRemove(sealing, out var key);
                    key?.Dispose();
                }

                root.Dispose();
            }
        }
    }

    /// <summary>Zeroes every key. Calls that are under way either finish under the right key or fail.</summary>
    public void Dispose()
    {
        Records?.Dispose();
        lock (_growing)
        {
            _disposed = true;
            foreach (var key in _sealing.Values)
            {
                key.Dispose();
            }

            foreach (var key in _digesting.Values)
            {
                key.Dispose();
            }

            foreach (var root in _roots.Values)
            {
                root.Dispose();
            }

            _digestRoot.Dispose();
        }
    }

    private SealingKey Sealing(uint number, string purpose)
    {
        if (_sealing.TryGetValue((number, purpose), out var key))
        {
            return key;
        }

        lock (_growing)
        {
            CheckRoom(_sealing.Count / Math.Max(1, _roots.Count));
            return _roots.TryGetValue(number, out var root)
                ? _sealing.GetOrAdd((number, purpose), static (name, root) => new SealingKey(root, name.Purpose, SealedForm.HeaderOf(name.Key)), root)
                : throw new CryptographicException("Sealed under a data key that the tenant has no more, or that this process has not heard of yet.");
        }
    }

    private SecretBytes Digesting(string purpose)
    {
        if (_digesting.TryGetValue(purpose, out var key))
        {
            return key;
        }

        lock (_growing)
        {
            CheckRoom(_digesting.Count);
            return _digesting.GetOrAdd(
                purpose,
                static (name, root) => root.Expand(Encoding.UTF8.GetBytes("sallyport/digest/" + name)),
                _digestRoot);
        }
    }

    private void CheckRoom(int purposes)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (purposes >= MaxPurposes)
        {
            throw new InvalidOperationException("A vault's purposes are a fixed few; a purpose made from data is a mistake.");
        }
    }
}
