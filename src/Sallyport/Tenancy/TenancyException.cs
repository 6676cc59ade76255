namespace Sallyport.Tenancy;

/// <summary>An administration call that was refused. The message is meant for the administrator and may be sent to them.</summary>
public sealed class TenancyException : Exception
{
    /// <summary>An exception that tells its reason.</summary>
    /// <param name="failure">The kind of refusal.</param>
    /// <param name="message">A sentence for the administrator; holds no secret and no tenant content.</param>
    public TenancyException(TenancyFailure failure, string message)
        : base(message) => Failure = failure;

    /// <summary>The kind of refusal.</summary>
    public TenancyFailure Failure { get; }
}
