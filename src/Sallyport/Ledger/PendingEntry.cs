using System.Buffers.Text;
using Sallyport.Tenancy;

namespace Sallyport.Ledger;

/// <summary>
/// An entry on its way to the disk. All of it but the index is written on the caller's thread; the index is spliced in
/// when its place is known, and again should the round have to be repeated.
/// </summary>
internal sealed class PendingEntry : IDisposable
{
    /// <summary>The largest entry, in bytes. Far above what facts come to; a bound for readers.</summary>
    public const int MaxLength = 64 * 1024;

    private const int LongestIndex = 20;

    private readonly CanonicalJsonWriter _json = new();
    private readonly TaskCompletionSource<LedgerReceipt>? _durable;
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
        try
        {
            entry.Write(draft);
            return entry;
        }
        catch
        {
            entry.Dispose();
            throw;
        }
    }

    /// <summary>The entry's canonical bytes at its place.</summary>
    public byte[] At(long index)
    {
        Span<byte> digits = stackalloc byte[LongestIndex];
        Utf8Formatter.TryFormat(index, digits, out var length);
        var written = _json.Written;
        var body = GC.AllocateUninitializedArray<byte>(written.Length + length);
        written[.._gap].CopyTo(body);
        digits[..length].CopyTo(body.AsSpan(_gap));
        written[_gap..].CopyTo(body.AsSpan(_gap + length));
        return body;
    }

    public void Complete(long index) => _durable?.TrySetResult(new LedgerReceipt(index));

    public void Fail(LedgerUnavailableException reason) => _durable?.TrySetException(reason);

    public void Dispose() => _json.Dispose();

    // Names in canonical order: the writer does not sort.
    private void Write(LedgerDraft draft)
    {
        _json.BeginObject();
        WriteText("actor", draft.Actor);
        if (Payloads.Count > 0)
        {
            _json.Name("commitments");
            _json.BeginObject();
            foreach (var payload in Payloads)
            {
                _json.Name(payload.Name);
                _json.Hex(payload.Commitment);
            }

            _json.EndObject();
        }

        WriteText("exchange", draft.Exchange);
        if (!draft.Facts.IsEmpty)
        {
            _json.Name("facts");
            draft.Facts.WriteTo(_json, 1);
        }

        _json.Name("index");
        _gap = _json.Length;
        _json.Gap();
        WriteText("kind", draft.Kind);
        WriteText("principal", draft.Principal);
        WriteText("tenant", Tenant.Value);
        _json.Name("time");
        _json.Number(Time);
        _json.Name("v");
        _json.Number(1);
        _json.EndObject();
        if (_json.Length > MaxLength - LongestIndex)
        {
            throw new ArgumentException($"A ledger entry has {_json.Length} bytes; at most {MaxLength} are kept.", nameof(draft));
        }

        Weight = _json.Length + Payloads.Sum(static p => p.Ciphertext.Length);
    }

    private void WriteText(string name, string? value)
    {
        if (value is not null)
        {
            _json.Name(name);
            _json.Text(value);
        }
    }
}
