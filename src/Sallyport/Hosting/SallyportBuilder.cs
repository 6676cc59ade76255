using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Sallyport.Detection;
using Sallyport.Ledger;
using Sallyport.Tenancy;

namespace Sallyport.Hosting;

/// <summary>Adds to what <c>AddSallyport</c> has registered.</summary>
public sealed class SallyportBuilder
{
    internal SallyportBuilder(IServiceCollection services) => Services = services;

    /// <summary>Where Sallyport is registered.</summary>
    public IServiceCollection Services { get; }

    /// <summary>Adds a detector of the application's own. Its kinds can be named in the policy.</summary>
    public SallyportBuilder WithDetector(Detector detector)
    {
        ArgumentNullException.ThrowIfNull(detector);
        Services.Configure<SallyportOptions>(options => options.Detectors.Add(detector));
        return this;
    }

    /// <summary>
    /// Records each exchange in a ledger: one entry of names and counts, never of text, accepted before a whole answer is given; on the disk before, where the
    /// policy says <c>durability: strict</c>. When the ledger can't be written, nothing is sent. Without this call nothing is recorded anywhere.
    /// </summary>
    /// <param name="store">Where the ledger is kept; stays the caller's.</param>
    /// <param name="tenant">Whose ledger: the same at each start.</param>
    /// <param name="configure">Sets how entries are written; each process on one store needs a <see cref="LedgerWriterOptions.Name"/> of its own, which is the machine's unless set.</param>
    public SallyportBuilder WithLedger(ILedgerStore store, TenantId tenant, Action<LedgerWriterOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(store);
        var options = new LedgerWriterOptions { Name = Environment.MachineName };
        configure?.Invoke(options);
        Services.TryAddSingleton(provider => new EmbeddedLedger(
            store, tenant, options, provider.GetService<TimeProvider>() ?? TimeProvider.System, provider.GetService<ILogger<LedgerWriter>>()));
        return this;
    }
}
