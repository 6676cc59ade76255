using System.CommandLine;
using Sallyport.Tenancy;

namespace Sallyport.Server.Commands;

/// <summary>A command about one tenant, <c>... TENANT</c>: finds the installation and the tenant in it, to look at something or to change it.</summary>
internal sealed class TenantCommand : Command
{
    private readonly Argument<string> _tenant = new("TENANT") { Description = "The tenant's name or id." };
    private readonly CommonOptions _common = new();

    /// <summary>Begins a command.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="description">What it does, for the help.</param>
    /// <param name="symbols">The arguments after the tenant, and the options.</param>
    public TenantCommand(string name, string description, params IEnumerable<Symbol> symbols)
        : base(name, description)
    {
        Add(_tenant);
        foreach (var symbol in symbols)
        {
            if (symbol is Argument argument)
            {
                Add(argument);
            }
            else
            {
                Add((Option)symbol);
            }
        }

        _common.AddTo(this);
    }

    /// <summary>Makes the command one that changes nothing.</summary>
    /// <param name="look">Looks, and tells the exit code.</param>
    public void Looks(Func<TenantScope, CancellationToken, Task<int>> look) =>
        Looks(static (tenants, named, cancellationToken) => tenants.FindAsync(named, cancellationToken), look);

    /// <summary>As <see cref="Looks(Func{TenantScope, CancellationToken, Task{int}})"/>, at a ledger: it outlives its tenant, so that a deleted one's id is taken too.</summary>
    public void LooksAtLedger(Func<TenantScope, CancellationToken, Task<int>> look)
    {
        _tenant.Description = "The tenant's name or id; of a deleted one, the id.";
        Looks(static (tenants, named, cancellationToken) => tenants.FindWithDeletedAsync(named, cancellationToken), look);
    }

    /// <summary>Makes the command one that changes something; what it did stands in the tenant's ledger when it ends.</summary>
    /// <param name="prepare">Reads and checks what was given, before anything is opened.</param>
    /// <param name="act">Acts on what was read.</param>
    public void Acts<T>(Func<ParseResult, CancellationToken, Task<T>> prepare, Func<TenantScope, T, CancellationToken, Task> act) =>
        SetAction((parse, cancellationToken) => CommandFailure.CatchAsync(async () =>
        {
            var prepared = await prepare(parse, cancellationToken);
            return await _common.ActAsync(
                parse,
                mayCreate: false,
                async (installation, ledger) =>
                {
                    var tenant = await installation.Tenants.FindAsync(parse.GetRequiredValue(_tenant), cancellationToken);
                    await act(new TenantScope(parse, installation, tenant, _common.IsJson(parse)) { Ledger = ledger }, prepared, cancellationToken);
                    return 0;
                },
                cancellationToken);
        }));

    /// <summary>As <see cref="Acts{T}"/>, with nothing to prepare.</summary>
    public void Acts(Func<TenantScope, CancellationToken, Task> act) =>
        Acts(static (_, _) => Task.FromResult(0), (on, _, cancellationToken) => act(on, cancellationToken));

    private void Looks(Func<TenantAdministration, string, CancellationToken, Task<Tenant>> find, Func<TenantScope, CancellationToken, Task<int>> look) =>
        SetAction((parse, cancellationToken) => CommandFailure.CatchAsync(async () =>
        {
            await using var installation = await _common.OpenAsync(parse, cancellationToken);
            var tenant = await find(installation.Tenants, parse.GetRequiredValue(_tenant), cancellationToken);
            return await look(new TenantScope(parse, installation, tenant, _common.IsJson(parse)), cancellationToken);
        }));
}
