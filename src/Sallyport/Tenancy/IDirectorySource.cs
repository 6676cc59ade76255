namespace Sallyport.Tenancy;

/// <summary>Where the directory reads from. Implementations are safe for concurrent use.</summary>
public interface IDirectorySource
{
    /// <summary>The installation's revision, which every administration call raises in its own transaction. Cheap enough to ask four times a second.</summary>
    Task<long> ReadRevisionAsync(CancellationToken cancellationToken);

    /// <summary>The tenants that changed after a revision; all of them after 0.</summary>
    Task<DirectoryChanges> ReadChangesAsync(long after, CancellationToken cancellationToken);
}
