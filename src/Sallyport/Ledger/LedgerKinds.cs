using Sallyport.Tenancy;

namespace Sallyport.Ledger;

/// <summary>The kinds of entries that Sallyport itself writes; those of administration are all in <see cref="AdministrationKinds"/>.</summary>
public static class LedgerKinds
{
    /// <summary>An exchange ended.</summary>
    public const string Exchange = "exchange";

    /// <summary>An exchange began; written only under strict durability.</summary>
    public const string ExchangeOpened = "exchange.opened";

    /// <summary>A policy version became active.</summary>
    public const string PolicyActivated = AdministrationKinds.PolicyActivated;

    /// <summary>An API key was created.</summary>
    public const string KeyCreated = AdministrationKinds.KeyCreated;

    /// <summary>An API key was revoked.</summary>
    public const string KeyRevoked = AdministrationKinds.KeyRevoked;

    /// <summary>A tenant was created.</summary>
    public const string TenantCreated = AdministrationKinds.TenantCreated;

    /// <summary>Somebody looked at recorded content.</summary>
    public const string ContentRead = "content.read";

    /// <summary>A writer stopped without closing: batched entries of its last 50 ms may be missing.</summary>
    public const string UncleanStop = "ledger.unclean_stop";

    /// <summary>The ledger was restored from a backup: a new epoch begins.</summary>
    public const string Epoch = "ledger.epoch";

    /// <summary>A canary of one tenant was met at another; it stands in the ledgers of both.</summary>
    public const string IsolationBreach = "isolation.breach";

    internal const int MaxLength = 64;

    internal static bool IsValid(string kind) =>
        kind.Length is > 0 and <= MaxLength && !kind.AsSpan().ContainsAnyExcept(LedgerText.KindCharacters);
}
