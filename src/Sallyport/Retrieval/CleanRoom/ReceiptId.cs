using System.Diagnostics.CodeAnalysis;
using Sallyport.Tenancy;

namespace Sallyport.Retrieval.CleanRoom;

/// <summary>Names a retrieval's receipt: <c>rt_</c> and 16 characters of Crockford's base32, lower case, of which the first 7 tell the time in steps of 64 ms.</summary>
public readonly record struct ReceiptId : IParsable<ReceiptId>
{
    private const string Prefix = "rt_";

    private ReceiptId(string value) => Value = value;

    /// <summary>The whole identifier, prefix included.</summary>
    public string Value => field ?? throw new InvalidOperationException("A default ReceiptId names no receipt.");

    /// <summary>A new identifier.</summary>
    /// <param name="time">The clock.</param>
    public static ReceiptId New(TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(time);
        return new(Identifiers.NewOrdered(Prefix, time.GetUtcNow().ToUnixTimeMilliseconds()));
    }

    /// <inheritdoc/>
    public static ReceiptId Parse(string s, IFormatProvider? provider = null) =>
        TryParse(s, provider, out var id) ? id : throw new FormatException($"'{s}' is not a receipt: {Prefix} and 16 of 0-9 and a-z without i, l, o and u.");

    /// <inheritdoc/>
    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out ReceiptId result)
    {
        result = Identifiers.IsValid(s, Prefix) ? new ReceiptId(s) : default;
        return result != default;
    }

    /// <summary>The whole identifier.</summary>
    public override string ToString() => Value;
}
