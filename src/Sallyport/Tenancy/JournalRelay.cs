namespace Sallyport.Tenancy;

/// <summary>A journal whose target is known later than the services that write to it. Without a target nothing is recorded.</summary>
public sealed class JournalRelay : IAdministrationJournal
{
    private IAdministrationJournal? _target;

    /// <summary>Records all acts from now on in the target.</summary>
    public void RelayTo(IAdministrationJournal target) => Volatile.Write(ref _target, target);

    /// <inheritdoc/>
    public Task RecordAsync(AdministrationAct act, CancellationToken cancellationToken) =>
        Volatile.Read(ref _target)?.RecordAsync(act, cancellationToken) ?? Task.CompletedTask;
}
