using System.Security.Cryptography;
using Sallyport.Tenancy;

namespace Sallyport.Isolation.Checking;

/// <summary>
/// Probes a store of rows that lie sealed in tenants' vaults: each tenant is given its own rows alone, they open in its own vault alone, and a tenant that names another's row gets nothing.
/// </summary>
/// <typeparam name="T">A row.</typeparam>
/// <param name="name">What is probed.</param>
/// <param name="list">Reads some rows of a tenant.</param>
/// <param name="open">Opens a row in a vault; a <see cref="CryptographicException"/> says that it doesn't open.</param>
public sealed class SealedRowsProbe<T>(string name, Func<TenantVault, CancellationToken, Task<IReadOnlyList<T>>> list, Func<TenantVault, T, CancellationToken, ValueTask> open) : IsolationProbe
{
    private const int MostRows = 16;

    /// <summary>Probes rows that open at once.</summary>
    /// <param name="name">What is probed.</param>
    /// <param name="list">Reads some rows of a tenant.</param>
    /// <param name="open">Opens a row in a vault; a <see cref="CryptographicException"/> says that it doesn't open.</param>
    public SealedRowsProbe(string name, Func<TenantVault, CancellationToken, Task<IReadOnlyList<T>>> list, Action<TenantVault, T> open)
        : this(name, list, (vault, row, _) =>
        {
            open(vault, row);
            return ValueTask.CompletedTask;
        })
    {
    }

    /// <inheritdoc/>
    public override string Name => name;

    /// <summary>The tenant that a row names as its own; null where rows name none.</summary>
    public Func<T, TenantId>? TenantOf { get; init; }

    /// <summary>Asks in the name of a tenant for a row that was given to another, and tells whether anything came back; null where rows can't be named.</summary>
    public Func<TenantVault, T, CancellationToken, Task<bool>>? Ask { get; init; }

    /// <inheritdoc/>
    public override async ValueTask ProbeAsync(IsolationPair pair, ProbeTally tally, CancellationToken cancellationToken)
    {
        var given = await list(pair.Other, cancellationToken).ConfigureAwait(false);
        foreach (var row in given.Take(MostRows))
        {
            tally.Try(TenantOf is null || TenantOf(row) == pair.Other.Tenant, "a row that names another tenant was given out");
            tally.Try(!await OpensAsync(pair.Owner, row, cancellationToken).ConfigureAwait(false), "a row that opens in another tenant's vault was given out");
        }

        foreach (var row in (await list(pair.Owner, cancellationToken).ConfigureAwait(false)).Take(MostRows))
        {
            tally.Try(!await OpensAsync(pair.Other, row, cancellationToken).ConfigureAwait(false), "a row opens in another tenant's vault");
            if (Ask is not null)
            {
                tally.Try(!await Ask(pair.Other, row, cancellationToken).ConfigureAwait(false), "another tenant's row was given to who named it");
            }
        }
    }

    private async ValueTask<bool> OpensAsync(TenantVault vault, T row, CancellationToken cancellationToken)
    {
        try
        {
            await open(vault, row, cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (CryptographicException)
        {
            return false;
        }
    }
}
