using System.Buffers.Text;
using Sallyport.Tenancy;

namespace Sallyport.Ledger;

/// <summary>
/// An entry on its way to the disk. All of it but the index is written on the caller's thread; the index is spliced in
/// when its place is known, and again should the round have to be repeated.
/// </summary>
internal sealed class PendingEntry
{
    /// <summary>The largest entry, in bytes. Far above what facts come to; a bound for readers.</summary>
    public const int MaxLength = 64 * 1024;

    private const int LongestIndex = 20;

    private readonly TaskCompletionSource<LedgerReceipt>? _durable;
    private byte[] _bytes = [];
    private int _gap;

    private PendingEntry(TenantId tenant, LedgerDraft draft, long time, Durability durability)
    {
        Tenant = tenant;
        Kind = draft.Kind;
        Exchange = draft.Exchange;
        Time = time;
        Payloads = draft.Payloads;
        IsOwed = durability == Durability.Owed;
        _durable = durability == Durability.Strict
            ? new TaskCompletionSource<LedgerReceipt>(TaskCreationOptions.RunContinuationsAsynchronously)
            : null;
    }

    public TenantId Tenant { get; }

    public string Kind { get; }

    public string? Exchange { get; }

    public long Time { get; }

    public IReadOnlyList<SealedPayload> Payloads { get; }

    /// <summary>Whether a caller waits for the disk.</summary>
    public bool IsStrict => _durable is not null;

    /// <summary>Whether it has to be kept, however long the store fails.</summary>
    public bool IsOwed { get; }

    /// <summary>Whether this entry opens a new epoch of its ledger.</summary>
    public bool OpensEpoch { get; init; }

    /// <summary>Whether it was part of a commit whose end is not known.</summary>
    public bool IsAttempted { get; set; }

    /// <summary>Bytes that it keeps in memory.</summary>
    public int Weight { get; private set; }

    public Task<LedgerReceipt> Durable => _durable?.Task ?? Task.FromResult(default(LedgerReceipt));

    /// <exception cref="ArgumentException">The kind is malformed, or the entry is longer than <see cref="MaxLength"/>.</exception>
    public static PendingEntry Write(TenantId tenant, LedgerDraft draft, long time, Durability durability, bool opensEpoch = false)
    {
        if (!LedgerKinds.IsValid(draft.Kind))
        {
            throw new ArgumentException("A kind is 1 to 64 lower-case letters, digits, dots or underscores.", nameof(draft));
        }

        if (draft.Exchange is { } exchange && !LedgerText.IsIdentifier(exchange))
        {
            throw new ArgumentException("An exchange id is 1 to 64 letters, digits, dots, dashes or underscores.", nameof(draft));
        }

        var entry = new PendingEntry(tenant, draft, time, durability) { OpensEpoch = opensEpoch };
        using var json = new CanonicalJsonWriter();
        entry.Write(draft, json);
        return entry;
    }

    /// <summary>The entry's canonical bytes at its place.</summary>
    public byte[] At(long index)
    {
        Span<byte> digits = stackalloc byte[LongestIndex];
        Utf8Formatter.TryFormat(index, digits, out var length);
        var written = _bytes.AsSpan();
        var body = GC.AllocateUninitializedArray<byte>(written.Length + length);
        written[.._gap].CopyTo(body);
        digits[..length].CopyTo(body.AsSpan(_gap));
        written[_gap..].CopyTo(body.AsSpan(_gap + length));
        return body;
    }

    public void Complete(long index) => _durable?.TrySetResult(new LedgerReceipt(index));

    public void Fail(LedgerUnavailableException reason) => _durable?.TrySetException(reason);

    // Names in canonical order: the writer does not sort.
    private void Write(LedgerDraft draft, CanonicalJsonWriter json)
    {
        json.BeginObject();
        WriteText(json, "actor", draft.Actor);
        if (Payloads.Count > 0)
        {
            json.Name("commitments");
            json.BeginObject();
            foreach (var payload in Payloads)
            {
                json.Name(payload.Name);
                json.Hex(payload.Commitment);
            }

            json.EndObject();
        }

        WriteText(json, "exchange", draft.Exchange);
        if (!draft.Facts.IsEmpty)
        {
            json.Name("facts");
            draft.Facts.WriteTo(json, 1);
        }

        json.Name("index");
        _gap = json.Length;
        json.Gap();
        WriteText(json, "kind", draft.Kind);
        WriteText(json, "principal", draft.Principal);
        WriteText(json, "tenant", Tenant.Value);
        json.Name("time");
        json.Number(Time);
        json.Name("v");
        json.Number(1);
        json.EndObject();
        if (json.Length > MaxLength - LongestIndex)
        {
            throw new ArgumentException($"A ledger entry has {json.Length} bytes; at most {MaxLength} are kept.", nameof(draft));
        }

        _bytes = json.Written.ToArray();
        Weight = json.Length + Payloads.Sum(static p => p.Ciphertext.Length);
    }

    private static void WriteText(CanonicalJsonWriter json, string name, string? value)
    {
        if (value is not null)
        {
            json.Name(name);
            json.Text(value);
        }
    }
}
