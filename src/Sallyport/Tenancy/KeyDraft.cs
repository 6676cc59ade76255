using System.Buffers;

namespace Sallyport.Tenancy;

/// <summary>What an administrator asks of a new key.</summary>
public sealed record KeyDraft
{
    private const int MaxAgentLength = 64;

    private static readonly SearchValues<char> AgentCharacters =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.");

    /// <summary>What the key may do.</summary>
    /// <value>The default is <see cref="Scopes.Infer"/> and <see cref="Scopes.Embed"/>.</value>
    public Scopes Scopes { get; init; } = Scopes.Infer | Scopes.Embed;

    /// <summary>The agent label to fix on it: 1 to 64 letters, digits, '-', '_' and '.'; null for none.</summary>
    public string? Agent { get; init; }

    /// <summary>Labels that it may see documents of; at most <see cref="Clearance.MaxCount"/> names of 1 to 64 letters, digits, '-', '_' and '.'.</summary>
    public IReadOnlyList<string> Clearances { get; init; } = [];

    /// <summary>From when on it is refused; null for never.</summary>
    public DateTimeOffset? Expires { get; init; }

    /// <summary>Limits of this key alone.</summary>
    public CallLimits Limits { get; init; } = CallLimits.None;

    internal void Check(DateTimeOffset now)
    {
        if (Scopes == Scopes.None || (Scopes & ~(Scopes.Infer | Scopes.Embed | Scopes.Explain | Scopes.Retrieve | Scopes.Ingest)) != 0)
        {
            throw new TenancyException(TenancyFailure.Invalid, $"A key needs at least one scope of: {ScopeNames.Choice}.");
        }

        if (!Clearance.AreValid(Clearances))
        {
            throw new TenancyException(TenancyFailure.Invalid, $"A key has at most {Clearance.MaxCount} clearances, each of {Clearance.Rule}, and none twice.");
        }

        if (Clearances.Contains(Clearance.Ask, StringComparer.OrdinalIgnoreCase))
        {
            throw new TenancyException(TenancyFailure.Invalid, $"'{Clearance.Ask}' is no clearance: documents with that label are found by no key.");
        }

        if (Agent is not null && (Agent.Length is 0 or > MaxAgentLength || Agent.AsSpan().ContainsAnyExcept(AgentCharacters)))
        {
            throw new TenancyException(TenancyFailure.Invalid, "An agent label is 1 to 64 letters, digits, '-', '_' and '.'.");
        }

        if (Expires <= now)
        {
            throw new TenancyException(TenancyFailure.Invalid, "A key's expiry lies in the future.");
        }

        Limits.Check();
    }
}
