using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Security.Cryptography;

namespace Sallyport.Tenancy;

/// <summary>
/// The keys under which a tenant's records are sealed, one a month, so that a month can be erased: 32 random bytes, wrapped by the tenant's data key. Sealing takes no I/O,
/// so the present month's key has to be there before: <see cref="EnsureAsync"/> sees to it, and to the next one a day ahead. Belongs to a vault. Safe for concurrent use.
/// </summary>
internal sealed class RecordKeys(TenantVault vault, IRecordKeyStore store, TimeProvider time) : IDisposable
{
    /// <summary>The purpose for which the keys are wrapped.</summary>
    public const string Purpose = "record.key";

    private const byte Form = 3;
    private const int HeaderLength = 1 + sizeof(ushort);

    private static readonly TimeSpan Ahead = TimeSpan.FromDays(1);

    private readonly ConcurrentDictionary<RecordMonth, MonthKey> _open = new();
    private volatile bool _disposed;

    /// <summary>The month whose key seals now; null where it is not there.</summary>
    public RecordMonth? Current => RecordMonth.Of(time.GetUtcNow()) is var month && _open.ContainsKey(month) ? month : null;

    /// <summary>What a value begins with that is sealed under a month's key.</summary>
    public static byte[] HeaderOf(RecordMonth month)
    {
        var header = new byte[HeaderLength];
        header[0] = Form;
        BinaryPrimitives.WriteUInt16LittleEndian(header.AsSpan(1), checked((ushort)month.Number));
        return header;
    }

    /// <summary>Under which month's key a value is sealed; null for one under the data key itself.</summary>
    public static RecordMonth? MonthOf(ReadOnlySpan<byte> box) =>
        box.Length >= HeaderLength && box[0] == Form ? new RecordMonth(BinaryPrimitives.ReadUInt16LittleEndian(box[1..])) : null;

    /// <summary>What a key is bound to where it lies wrapped.</summary>
    public static byte[] PlaceOf(RecordMonth month) => HeaderOf(month);

    /// <summary>Opens the keys of this month and of tomorrow's, making them where they are missing, and forgets those of months that are over: they may have been destroyed.</summary>
    public async ValueTask EnsureAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var (first, last) = (RecordMonth.Of(now), RecordMonth.Of(now + Ahead));
        foreach (var past in _open.Keys.Where(month => month < first))
        {
            Forget(past);
        }

        for (var month = first; month <= last; month = month.Next)
        {
            if (!_open.ContainsKey(month))
            {
                using var key = SecretBytes.Random(TenantVault.KeyLength);
                if (await store.KeepAsync(vault, month, vault.Seal(Purpose, key.Span, PlaceOf(month)), cancellationToken).ConfigureAwait(false) is { } wrapped)
                {
                    Open(month, wrapped);
                }
            }
        }
    }

    /// <summary>Opens a month's key, for whoever is about to open something sealed under it.</summary>
    /// <exception cref="RecordsShreddedException">It was destroyed.</exception>
    public async ValueTask LoadAsync(RecordMonth month, CancellationToken cancellationToken)
    {
        if (!_open.ContainsKey(month))
        {
            Open(month, await store.FindAsync(vault, month, cancellationToken).ConfigureAwait(false) ?? throw new RecordsShreddedException(month));
        }
    }

    /// <summary>The key of a month that was opened.</summary>
    /// <exception cref="RecordsShreddedException">It is not open.</exception>
    public SealingKey Of(RecordMonth month, string purpose) => _open.TryGetValue(month, out var key) ? key.Of(purpose) : throw new RecordsShreddedException(month);

    public void Dispose()
    {
        _disposed = true;
        foreach (var month in _open.Keys)
        {
            Forget(month);
        }
    }

    private void Open(RecordMonth month, byte[] wrapped)
    {
        var bytes = vault.Open(Purpose, wrapped, PlaceOf(month));
        try
        {
            var key = new MonthKey(month, SecretBytes.CopyOf(bytes));
            if (!_open.TryAdd(month, key))
            {
                key.Dispose();
            }
            else if (_disposed)
            {
                Forget(month);
            }
        }
        finally
        {
            CryptographicOperations.ZeroMemory(bytes);
        }
    }

    private void Forget(RecordMonth month)
    {
        if (_open.TryRemove(month, out var key))
        {
            key.Dispose();
        }
    }

    private sealed class MonthKey(RecordMonth month, SecretBytes root) : IDisposable
    {
        private readonly ConcurrentDictionary<string, SealingKey> _sealing = new(StringComparer.Ordinal);

        public SealingKey Of(string purpose) =>
            _sealing.GetOrAdd(purpose, static (name, key) => new SealingKey(key.Root, name, HeaderOf(key.Month)), (Root: root, Month: month));

        public void Dispose()
        {
            foreach (var key in _sealing.Values)
            {
                key.Dispose();
            }

            root.Dispose();
        }
    }
}
