namespace Sallyport.Tenancy;

/// <summary>The master key is missing, unreadable or not the one this installation was made with. Nothing was changed.</summary>
public sealed class MasterKeyException : Exception
{
    /// <summary>An exception that tells the operator what to do.</summary>
    public MasterKeyException(string message)
        : base(message)
    {
    }

    /// <summary>As above, with the cause.</summary>
    public MasterKeyException(string message, Exception cause)
        : base(message, cause)
    {
    }
}
