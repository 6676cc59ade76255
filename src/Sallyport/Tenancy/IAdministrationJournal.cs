namespace Sallyport.Tenancy;

/// <summary>
/// Where acts of administration are recorded, each once it is committed, so that the record never tells of what did not happen.
/// When recording fails, the call that acted fails with the same exception, and what it did stands. Implementations are safe for concurrent use.
/// </summary>
public interface IAdministrationJournal
{
    /// <summary>Records an act; completes when the record is durable.</summary>
    Task RecordAsync(AdministrationAct act, CancellationToken cancellationToken);
}
