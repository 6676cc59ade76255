namespace Sallyport.Tenancy;

/// <summary>How much a tenant or a key may ask for. Null means no limit of its own.</summary>
/// <param name="RequestsPerMinute">Requests begun in a minute; at least 1.</param>
/// <param name="TokensPerMinute">Model tokens, prompt and answer, in a minute; at least 1.</param>
/// <param name="Concurrency">Requests open at once; at least 1.</param>
public sealed record CallLimits(long? RequestsPerMinute = null, long? TokensPerMinute = null, long? Concurrency = null)
{
    /// <summary>No limits.</summary>
    public static CallLimits None { get; } = new();

    internal void Check()
    {
        if (RequestsPerMinute < 1 || TokensPerMinute < 1 || Concurrency < 1)
        {
            throw new TenancyException(TenancyFailure.Invalid, "A limit is at least 1; leave it out for no limit.");
        }
    }
}
