using System.Security.Cryptography;

namespace Sallyport.Tenancy;

/// <summary>The key of a month's records was destroyed: nobody opens them any more. The message may reach whoever asked.</summary>
public sealed class RecordsShreddedException(RecordMonth month) : CryptographicException($"The records of {month} were erased: their key is destroyed.")
{
    /// <summary>The month.</summary>
    public RecordMonth Month => month;
}
