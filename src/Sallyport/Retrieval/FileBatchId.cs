using System.Diagnostics.CodeAnalysis;
using Sallyport.Tenancy;

namespace Sallyport.Retrieval;

/// <summary>
/// Names files that were attached to a vector store together: <c>vsfb_</c> and 16 characters of Crockford's base32, lower case, of which the first 7 tell the time in steps of 64 ms.
/// It is a name, not a secret.
/// </summary>
public readonly record struct FileBatchId : IParsable<FileBatchId>
{
    private const string Prefix = "vsfb_";

    private FileBatchId(string value) => Value = value;

    /// <summary>The whole identifier, prefix included.</summary>
    public string Value => field ?? throw new InvalidOperationException("A default FileBatchId names no file batch.");

    /// <summary>A new identifier.</summary>
    /// <param name="time">The clock.</param>
    public static FileBatchId New(TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(time);
        return new(Identifiers.NewOrdered(Prefix, time.GetUtcNow().ToUnixTimeMilliseconds()));
    }

    /// <inheritdoc/>
    public static FileBatchId Parse(string s, IFormatProvider? provider = null) =>
        TryParse(s, provider, out var id) ? id : throw new FormatException($"'{s}' is not a file batch id: {Prefix} and 16 of 0-9 and a-z without i, l, o and u.");

    /// <inheritdoc/>
    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out FileBatchId result)
    {
        result = Identifiers.IsValid(s, Prefix) ? new FileBatchId(s) : default;
        return result != default;
    }

    /// <summary>The whole identifier.</summary>
    public override string ToString() => Value;
}
