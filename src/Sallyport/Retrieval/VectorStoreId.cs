using System.Diagnostics.CodeAnalysis;
using Sallyport.Tenancy;

namespace Sallyport.Retrieval;

/// <summary>
/// Names a vector store: <c>vs_</c> and 16 characters of Crockford's base32, lower case, of which the first 7 tell the time in steps of 64 ms.
/// It is a name, not a secret.
/// </summary>
public readonly record struct VectorStoreId : IParsable<VectorStoreId>
{
    private const string Prefix = "vs_";

    private VectorStoreId(string value) => Value = value;

    /// <summary>The whole identifier, prefix included.</summary>
    public string Value => field ?? throw new InvalidOperationException("A default VectorStoreId names no vector store.");

    /// <summary>A new identifier.</summary>
    /// <param name="time">The clock.</param>
    public static VectorStoreId New(TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(time);
        return new(Identifiers.NewOrdered(Prefix, time.GetUtcNow().ToUnixTimeMilliseconds()));
    }

    /// <inheritdoc/>
    public static VectorStoreId Parse(string s, IFormatProvider? provider = null) =>
        TryParse(s, provider, out var id) ? id : throw new FormatException($"'{s}' is not a vector store id: {Prefix} and 16 of 0-9 and a-z without i, l, o and u.");

    /// <inheritdoc/>
    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out VectorStoreId result)
    {
        result = Identifiers.IsValid(s, Prefix) ? new VectorStoreId(s) : default;
        return result != default;
    }

    /// <summary>The whole identifier.</summary>
    public override string ToString() => Value;
}
