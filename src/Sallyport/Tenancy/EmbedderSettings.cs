using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Sallyport.Tenancy;

/// <summary>How a tenant's own embedding endpoint is asked. Immutable.</summary>
public sealed record EmbedderSettings
{
    private const int MaxModelLength = 100;
    private const int MaxDimensions = 16_384;
    private const int MaxPrefixLength = 1_000;
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(10);

    /// <summary>The tenant's upstream whose address and credential are used; one that speaks OpenAI's protocols.</summary>
    public required string Upstream { get; init; }

    /// <summary>The model's name, as the endpoint knows it.</summary>
    /// <value>1 to 100 visible ASCII characters.</value>
    public required string Model { get; init; }

    /// <summary>The length of its vectors: an answer of another length is refused.</summary>
    /// <value>1 to 16,384.</value>
    public required int Dimensions { get; init; }

    /// <summary>Whether the endpoint is asked for <see cref="Dimensions"/>; for models that can shorten their vectors.</summary>
    public bool AsksForDimensions { get; init; }

    /// <summary>The longest text that is sent as one, in UTF-16 code units; a longer one is sent in windows, whose mean is its vector. A window has to fit the model, or the endpoint may cut it.</summary>
    /// <value>100 to 100,000. The default is 6,000: with a token a character, within the 8,192 tokens that most models read.</value>
    public int WindowLength { get; init; } = 6_000;

    /// <summary>How many texts go in one call.</summary>
    /// <value>1 to 2,048. The default is 64.</value>
    public int BatchSize { get; init; } = 64;

    /// <summary>How long a call may take, waiting for its turn included.</summary>
    /// <value>1 ms to 10 minutes, to the millisecond. The default is 30 s.</value>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Written before each window of a document.</summary>
    /// <value>Up to 1,000 characters. The default is empty.</value>
    public string DocumentPrefix { get; init; } = string.Empty;

    /// <summary>Written before each window of a question.</summary>
    /// <value>Up to 1,000 characters. The default is empty.</value>
    public string QueryPrefix { get; init; } = string.Empty;

    /// <summary>The name that is stored beside each vector: another one as soon as a text could get another vector.</summary>
    /// <param name="address">The upstream's address: under the same name another endpoint may have another model.</param>
    public string NameAt(Uri address)
    {
        var parts = string.Join(
            '\0', address.AbsoluteUri, Model, Number(Dimensions), AsksForDimensions ? "1" : "0", Number(WindowLength), DocumentPrefix, QueryPrefix);
        var fingerprint = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(parts)).AsSpan(0, 6));
        return $"{Upstream}/{Model}/{Number(Dimensions)}@{fingerprint}";
    }

    internal void Check()
    {
        ResourceName.Check(Upstream, "An upstream's name");
        if (Model.Length is 0 or > MaxModelLength || Model.AsSpan().ContainsAnyExceptInRange('!', '~'))
        {
            throw Invalid($"An embedding model's name is 1 to {MaxModelLength} visible ASCII characters without spaces.");
        }

        Require(Dimensions is >= 1 and <= MaxDimensions, "A vector has 1 to 16,384 dimensions.");
        Require(WindowLength is >= 100 and <= 100_000, "A window has 100 to 100,000 characters.");
        Require(BatchSize is >= 1 and <= 2_048, "A call takes 1 to 2,048 texts.");
        Require(Timeout >= TimeSpan.FromMilliseconds(1) && Timeout <= Longest, "A call to an embedding endpoint takes 1 ms to 10 minutes.");
        foreach (var prefix in (ReadOnlySpan<string>)[DocumentPrefix, QueryPrefix])
        {
            // A NUL is no text in PostgreSQL, and half a surrogate pair none in UTF-8.
            Require(
                prefix.Length <= MaxPrefixLength && !prefix.Contains('\0', StringComparison.Ordinal) && IsWhole(prefix),
                $"A prefix has up to {MaxPrefixLength} characters, and is whole text.");
        }
    }

    private static void Require(bool holds, string message)
    {
        if (!holds)
        {
            throw Invalid(message);
        }
    }

    private static bool IsWhole(string text)
    {
        for (var rest = text.AsSpan(); !rest.IsEmpty;)
        {
            if (Rune.DecodeFromUtf16(rest, out _, out var taken) != System.Buffers.OperationStatus.Done)
            {
                return false;
            }

            rest = rest[taken..];
        }

        return true;
    }

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static TenancyException Invalid(string message) => new(TenancyFailure.Invalid, message);
}
