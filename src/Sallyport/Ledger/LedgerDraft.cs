namespace Sallyport.Ledger;

/// <summary>What a caller wants recorded; the writer adds tenant, index and time. Used once, by one thread.</summary>
public sealed class LedgerDraft
{
    /// <summary>Most payloads of one entry.</summary>
    public const int MaxPayloads = 8;

    private List<SealedPayload>? _payloads;

    /// <summary>What happened: lower-case words with dots, see <see cref="LedgerKinds"/>.</summary>
    /// <value>1 to 64 of <c>a-z 0-9 . _</c>.</value>
    public required string Kind { get; init; }

    /// <summary>The exchange that this belongs to, or null. <c>sallyport explain</c> finds the entry by it.</summary>
    public string? Exchange { get; init; }

    /// <summary>The id of the key that called, or null.</summary>
    public string? Principal { get; set; }

    /// <summary>Who acted where no key did: an operator, a console user, the server itself; or null.</summary>
    public string? Actor { get; set; }

    /// <summary>Public facts. Never prompt text, personal data or secrets.</summary>
    public LedgerFacts Facts { get; } = new();

    /// <summary>The sealed payloads attached so far.</summary>
    public IReadOnlyList<SealedPayload> Payloads => _payloads ?? [];

    /// <summary>Attaches a sensitive payload: its commitment goes into the entry, its ciphertext lies beside it.</summary>
    /// <exception cref="ArgumentException">There are eight already, or one of this name.</exception>
    public LedgerDraft Attach(SealedPayload payload)
    {
        ArgumentNullException.ThrowIfNull(payload);
        _payloads ??= [];
        if (_payloads.Count == MaxPayloads || _payloads.Exists(p => string.Equals(p.Name, payload.Name, StringComparison.Ordinal)))
        {
            throw new ArgumentException($"An entry takes at most {MaxPayloads} payloads, each under a name of its own.", nameof(payload));
        }

        _payloads.Add(payload);
        _payloads.Sort(static (a, b) => string.CompareOrdinal(a.Name, b.Name));
        return this;
    }
}
