using System.Diagnostics.CodeAnalysis;
using Sallyport.Tenancy;

namespace Sallyport.Retrieval;

/// <summary>
/// Names an uploaded file: <c>file-</c> and 16 characters of Crockford's base32, lower case, of which the first 7 tell the time in steps of 64 ms.
/// It is a name, not a secret.
/// </summary>
public readonly record struct FileId : IParsable<FileId>
{
    private const string Prefix = "file-";

    private FileId(string value) => Value = value;

    /// <summary>The whole identifier, prefix included.</summary>
    public string Value => field ?? throw new InvalidOperationException("A default FileId names no file.");

    /// <summary>A new identifier.</summary>
    /// <param name="time">The clock.</param>
    public static FileId New(TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(time);
        return new(Identifiers.NewOrdered(Prefix, time.GetUtcNow().ToUnixTimeMilliseconds()));
    }

    /// <summary>An identifier of 10 given bytes.</summary>
    internal static FileId FromBytes(ReadOnlySpan<byte> bytes) => new(Prefix + Identifiers.Write(bytes));

    /// <inheritdoc/>
    public static FileId Parse(string s, IFormatProvider? provider = null) =>
        TryParse(s, provider, out var id) ? id : throw new FormatException($"'{s}' is not a file id: {Prefix} and 16 of 0-9 and a-z without i, l, o and u.");

    /// <inheritdoc/>
    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out FileId result)
    {
        result = Identifiers.IsValid(s, Prefix) ? new FileId(s) : default;
        return result != default;
    }

    /// <summary>The whole identifier.</summary>
    public override string ToString() => Value;
}
