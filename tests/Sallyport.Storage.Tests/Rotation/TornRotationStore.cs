using Sallyport.Rotation;
using Sallyport.Tenancy;

namespace Sallyport.Storage.Tests.Rotation;

/// <summary>A store whose process ends at one of its calls: before it, or after it and before anybody hears of it.</summary>
internal sealed class TornRotationStore(IKeyRotationStore inner, int calls) : IKeyRotationStore
{
    private int _left = calls;

    public Task<TenantKeyRotation?> FindAsync(TenantId tenant, CancellationToken cancellationToken) => inner.FindAsync(tenant, cancellationToken);

    public Task<IReadOnlyList<TenantId>> ListAsync(CancellationToken cancellationToken) => inner.ListAsync(cancellationToken);

    public Task<bool> MoveAsync(KeyRotationPhase? from, TenantKeyRotation to, KeyChange? change, CancellationToken cancellationToken) =>
        TearAsync(() => inner.MoveAsync(from, to, change, cancellationToken));

    public Task<bool> ClaimAsync(TenantId tenant, string lease, DateTimeOffset now, DateTimeOffset until, CancellationToken cancellationToken) =>
        inner.ClaimAsync(tenant, lease, now, until, cancellationToken);

    public Task<IReadOnlyList<SealedRow>> ReadAsync(TenantId tenant, SealedKind kind, byte[] header, SealedRow? after, int most, CancellationToken cancellationToken) =>
        inner.ReadAsync(tenant, kind, header, after, most: 2, cancellationToken);

    public Task<int> ReplaceAsync(TenantId tenant, SealedKind kind, IReadOnlyList<(SealedRow Row, byte[] Box)> values, CancellationToken cancellationToken) =>
        TearAsync(() => inner.ReplaceAsync(tenant, kind, values, cancellationToken));

    public Task EndAsync(TenantId tenant, CancellationToken cancellationToken) =>
        TearAsync(async () =>
        {
            await inner.EndAsync(tenant, cancellationToken);
            return true;
        });

    private async Task<T> TearAsync<T>(Func<Task<T>> call)
    {
        if (_left-- == 0)
        {
            throw new TornException();
        }

        var result = await call();
        return _left-- == 0 ? throw new TornException() : result;
    }

    internal sealed class TornException : Exception;
}
