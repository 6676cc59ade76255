using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Sallyport.Tenancy;

/// <summary>
/// A tenant's data keys, as they lie wrapped by the master key: one from the beginning, more while it is rotated. Layout: the 32 bytes of the first key alone, or
/// <c>2 (1) | current key (4) | digest root (32) | then for each key: number (4) | key (32)</c>, little-endian. The digest root outlives the first key: digests stand in
/// rows that nothing could compute anew, and it opens nothing, since sealing keys are extracted with salts of their own.
/// </summary>
internal sealed class TenantKeyRing : IDisposable
{
    /// <summary>The number of the key that a tenant begins with.</summary>
    public const uint First = 0;

    private const byte Form = 2;
    private const int HeadLength = 1 + sizeof(uint) + KeyLength;
    private const int EntryLength = sizeof(uint) + KeyLength;
    private const int KeyLength = TenantVault.KeyLength;

    private readonly SortedDictionary<uint, SecretBytes> _keys;

    private TenantKeyRing(uint current, SecretBytes digestRoot, SortedDictionary<uint, SecretBytes> keys)
    {
        Current = current;
        DigestRoot = digestRoot;
        _keys = keys;
    }

    /// <summary>The key that seals.</summary>
    public uint Current { get; }

    /// <summary>What the tenant's digest keys are expanded from.</summary>
    public SecretBytes DigestRoot { get; }

    /// <summary>All keys, by number. Each is bound to the tenant before it is used, see <see cref="RootOf"/>.</summary>
    public IReadOnlyDictionary<uint, SecretBytes> Keys => _keys;

    /// <summary>Reads the layout.</summary>
    /// <exception cref="CryptographicException">It is none.</exception>
    public static TenantKeyRing Parse(TenantId tenant, ReadOnlySpan<byte> plain)
    {
        var keys = new SortedDictionary<uint, SecretBytes>();
        if (plain.Length == KeyLength)
        {
            keys[First] = SecretBytes.CopyOf(plain);
            using var root = RootOf(tenant, keys[First]);
            return new TenantKeyRing(First, root.Extract(), keys);
        }

        if (plain.Length < HeadLength + EntryLength || plain[0] != Form || (plain.Length - HeadLength) % EntryLength != 0)
        {
            throw new CryptographicException("Not a tenant's data keys, in a known form.");
        }

        for (var rest = plain[HeadLength..]; rest.Length > 0; rest = rest[EntryLength..])
        {
            keys[BinaryPrimitives.ReadUInt32LittleEndian(rest)] = SecretBytes.CopyOf(rest.Slice(sizeof(uint), KeyLength));
        }

        var current = BinaryPrimitives.ReadUInt32LittleEndian(plain[1..]);
        var ring = new TenantKeyRing(current, SecretBytes.CopyOf(plain.Slice(1 + sizeof(uint), KeyLength)), keys);
        if (keys.ContainsKey(current))
        {
            return ring;
        }

        ring.Dispose();
        throw new CryptographicException("A tenant's data keys lack the one that seals.");
    }

    /// <summary>A key, bound to the tenant, so that one data key given to two tenants by mistake still opens nothing of the other.</summary>
    public static SecretBytes RootOf(TenantId tenant, SecretBytes key) => key.Derive([], Encoding.UTF8.GetBytes("sallyport/tenant/" + tenant.Value));

    /// <summary>With one key more, which does not seal yet: nodes that have not heard of it could not open what it sealed.</summary>
    public TenantKeyRing Introduce() => Copy(Current, new() { [NextNumber] = SecretBytes.Random(KeyLength) }, without: null);

    /// <summary>The number of the next key.</summary>
    public uint NextNumber => checked(_keys.Keys.Last() + 1);

    /// <summary>With another key that seals.</summary>
    public TenantKeyRing Activate(uint number) => _keys.ContainsKey(number) ? Copy(number, [], without: null) : throw new InvalidOperationException("There is no such key.");

    /// <summary>Without a key, which nothing is sealed under any more.</summary>
    public TenantKeyRing Drop(uint number) => number != Current ? Copy(Current, [], without: number) : throw new InvalidOperationException("The key that seals stays.");

    /// <summary>The layout. Zero it after use.</summary>
    public byte[] ToBytes()
    {
        var plain = GC.AllocateArray<byte>(HeadLength + (_keys.Count * EntryLength), pinned: true);
        plain[0] = Form;
        BinaryPrimitives.WriteUInt32LittleEndian(plain.AsSpan(1), Current);
        DigestRoot.Span.CopyTo(plain.AsSpan(1 + sizeof(uint)));
        var rest = plain.AsSpan(HeadLength);
        foreach (var (number, key) in _keys)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(rest, number);
            key.Span.CopyTo(rest[sizeof(uint)..]);
            rest = rest[EntryLength..];
        }

        return plain;
    }

    public void Dispose()
    {
        DigestRoot.Dispose();
        foreach (var key in _keys.Values)
        {
            key.Dispose();
        }
    }

    private TenantKeyRing Copy(uint current, SortedDictionary<uint, SecretBytes> more, uint? without)
    {
        foreach (var (number, key) in _keys.Where(pair => pair.Key != without))
        {
            more[number] = SecretBytes.CopyOf(key.Span);
        }

        return new TenantKeyRing(current, SecretBytes.CopyOf(DigestRoot.Span), more);
    }
}
