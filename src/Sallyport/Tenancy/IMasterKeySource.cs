namespace Sallyport.Tenancy;

/// <summary>Where the master key comes from.</summary>
public interface IMasterKeySource
{
    /// <summary>Reads the key. The caller disposes of it.</summary>
    /// <param name="mayCreate">Whether the installation is new, so that a missing key may be created where the source can.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="MasterKeyException">There is none, or it cannot be used; the message says what to do.</exception>
    Task<MasterKey> ReadAsync(bool mayCreate, CancellationToken cancellationToken);
}
