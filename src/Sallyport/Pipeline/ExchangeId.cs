using System.Diagnostics.CodeAnalysis;
using Sallyport.Tenancy;

namespace Sallyport.Pipeline;

/// <summary>
/// Names an exchange, in answers, errors, logs and the ledger: <c>ex_</c> and 16 characters of Crockford's base32, lower case. The first 7 tell the
/// time in steps of 64 ms, so that a store's index of them grows at its end; the others are 45 random bits. It is a name, not a secret.
/// </summary>
public readonly record struct ExchangeId : IParsable<ExchangeId>
{
    private const string Prefix = "ex_";

    private ExchangeId(string value) => Value = value;

    /// <summary>The whole identifier, prefix included.</summary>
    public string Value => field ?? throw new InvalidOperationException("A default ExchangeId names no exchange.");

    /// <summary>A new identifier.</summary>
    /// <param name="time">The clock.</param>
    public static ExchangeId New(TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(time);
        return new(Identifiers.NewOrdered(Prefix, time.GetUtcNow().ToUnixTimeMilliseconds()));
    }

    /// <inheritdoc/>
    public static ExchangeId Parse(string s, IFormatProvider? provider = null) =>
        TryParse(s, provider, out var id) ? id : throw new FormatException($"'{s}' is not an exchange id: {Prefix} and 16 of 0-9 and a-z without i, l, o and u.");

    /// <inheritdoc/>
    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out ExchangeId result)
    {
        result = Identifiers.IsValid(s, Prefix) ? new ExchangeId(s) : default;
        return result != default;
    }

    /// <summary>The whole identifier.</summary>
    public override string ToString() => Value;
}
