namespace Sallyport.Tenancy;

/// <summary>Where the master key comes from.</summary>
public interface IMasterKeySource
{
    /// <summary>Reads the key. The caller disposes of it.</summary>
    /// <param name="mayCreate">Whether the installation is new, so that a missing key may be created where the source can.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="MasterKeyException">There is none, or it cannot be used; the message says what to do.</exception>
    Task<MasterKey> ReadAsync(bool mayCreate, CancellationToken cancellationToken);

    /// <summary>Reads the key that is to take this one's place in a rotation, or null where there is none. The caller disposes of it.</summary>
    Task<MasterKey?> ReadNextAsync(CancellationToken cancellationToken);

    /// <summary>Puts the key of <see cref="ReadNextAsync"/> in the present one's place, which is kept beside it. Whoever cannot do that reads both the next time.</summary>
    /// <param name="check">The <see cref="MasterKey.CheckValue"/> of the key that is in force. Where the next key is another one, or there is none, nothing is done.</param>
    /// <param name="cancellationToken">Gives up.</param>
    Task AcceptNextAsync(byte[] check, CancellationToken cancellationToken);
}
