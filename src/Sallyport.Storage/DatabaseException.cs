namespace Sallyport.Storage;

/// <summary>The database cannot be used as it is; the message tells the operator why. Nothing was changed.</summary>
public sealed class DatabaseException : Exception
{
    /// <summary>An exception that tells its reason.</summary>
    public DatabaseException(string message)
        : base(message)
    {
    }

    /// <summary>As above, with the cause.</summary>
    public DatabaseException(string message, Exception cause)
        : base(message, cause)
    {
    }
}
