using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Sallyport.Detection;

namespace Sallyport.Masking;

/// <summary>
/// Values that left as placeholders, and the way back. Belongs to one run of one tenant: what it restores was masked by itself, so no
/// placeholder brings out another request's value. The placeholder of a value depends on the key, the kind and the value alone: the same
/// key gives the same placeholders, so that a history that is sent again reads the same, and without the key none can be guessed.
/// Safe for concurrent use. It holds personal data in memory and is never written anywhere.
/// </summary>
public sealed class MaskTable
{
    /// <summary>The most values in a table; the ones beyond it can't be masked, and are to be redacted.</summary>
    public const int MaxValues = 4096;

    /// <summary>The longest value that is masked, in UTF-16 code units.</summary>
    public const int MaxValueLength = 4096;

    /// <summary>The least length of a key, in bytes.</summary>
    public const int MinKeyLength = 16;

    private readonly Lock _adding = new();
    private readonly Func<byte[]>? _deriveKey;
    private byte[]? _key;

    // Most exchanges mask nothing: what they would not use is made with the first value.
    private Masked? _masked;

    /// <summary>Creates a table.</summary>
    /// <param name="key">The run's key, secret and random, at least 16 bytes; copied.</param>
    public MaskTable(ReadOnlySpan<byte> key) => _key = Checked(key.ToArray());

    /// <summary>Creates a table whose key is derived with its first value.</summary>
    /// <param name="deriveKey">Gives the run's key, secret and random, at least 16 bytes. What it throws, <see cref="PlaceholderFor"/> throws.</param>
    public MaskTable(Func<byte[]> deriveKey)
    {
        ArgumentNullException.ThrowIfNull(deriveKey);
        _deriveKey = deriveKey;
    }

    /// <summary>How many values it holds.</summary>
    public int Count => Volatile.Read(ref _masked)?.Values.Count ?? 0;

    /// <summary>A table with a key of its own, for one exchange.</summary>
    public static MaskTable CreateRandom() => new(RandomNumberGenerator.GetBytes(32));

    /// <summary>The placeholder of a value, the same each time; null where the table is full or the value is empty or too long, and has to be redacted.</summary>
    /// <param name="kind">What the value is; the placeholder tells the model its last part.</param>
    /// <param name="value">The value as it stands in the text.</param>
    public string? PlaceholderFor(FindingKind kind, ReadOnlySpan<char> value)
    {
        if (value.Length is 0 or > MaxValueLength)
        {
            return null;
        }

        var entry = (Placeholder.Label(kind), value.ToString());
        return Volatile.Read(ref _masked) is { } masked && masked.Placeholders.TryGetValue(entry, out var placeholder) ? placeholder : Add(entry);
    }

    /// <summary>The value that a placeholder of this table stands for.</summary>
    public bool TryRestore(ReadOnlySpan<char> placeholder, [NotNullWhen(true)] out string? value)
    {
        value = null;
        return Volatile.Read(ref _masked) is { } masked && masked.ValuesBySpan.TryGetValue(placeholder, out value);
    }

    private static byte[] Checked(byte[] key)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(key.Length, MinKeyLength, nameof(key));
        return key;
    }

    private string? Add((string Label, string Value) entry)
    {
        lock (_adding)
        {
            var masked = _masked ?? new Masked();
            if (masked.Placeholders.TryGetValue(entry, out var placeholder))
            {
                return placeholder;
            }

            if (masked.Values.Count >= MaxValues)
            {
                return null;
            }

            // Two values meet at one placeholder once in 2^50 pairs; then the later one takes its next.
            for (var attempt = 0; ; attempt++)
            {
                placeholder = Derive_NeedsLock(entry, attempt);
                if (masked.Values.TryAdd(placeholder, entry.Value))
                {
                    masked.Placeholders[entry] = placeholder;
                    Volatile.Write(ref _masked, masked);
                    return placeholder;
                }
            }
        }
    }

    private string Derive_NeedsLock((string Label, string Value) entry, int attempt)
    {
        _key ??= Checked(_deriveKey!());

        // Over UTF-16, so that lone surrogates stay distinct; lengths first, so that no two entries share a message.
        using var hash = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, _key);
        Span<int> head = [attempt, entry.Label.Length];
        hash.AppendData(MemoryMarshal.AsBytes(head));
        hash.AppendData(MemoryMarshal.AsBytes(entry.Label.AsSpan()));
        hash.AppendData(MemoryMarshal.AsBytes(entry.Value.AsSpan()));
        Span<byte> digest = stackalloc byte[32];
        hash.GetHashAndReset(digest);
        return Placeholder.Format(entry.Label, digest);
    }

    private sealed class Masked
    {
        public Masked() => ValuesBySpan = Values.GetAlternateLookup<ReadOnlySpan<char>>();

        public ConcurrentDictionary<(string Label, string Value), string> Placeholders { get; } = new();

        public ConcurrentDictionary<string, string> Values { get; } = new(StringComparer.Ordinal);

        public ConcurrentDictionary<string, string>.AlternateLookup<ReadOnlySpan<char>> ValuesBySpan { get; }
    }
}
