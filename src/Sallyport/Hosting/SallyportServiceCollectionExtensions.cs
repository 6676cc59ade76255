using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Sallyport.Hosting;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers Sallyport for chat clients in the application's process.</summary>
public static class SallyportServiceCollectionExtensions
{
    /// <summary>Registers the guard that <c>UseSallyport()</c> takes. Safe to call more than once; each configuration is applied.</summary>
    /// <param name="services">The application's services.</param>
    /// <param name="configure">Sets the policy and the rest; without it the preset <c>first-run</c> holds.</param>
    /// <returns>A builder, to add detectors and a ledger.</returns>
    public static SallyportBuilder AddSallyport(this IServiceCollection services, Action<SallyportOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        var options = services.AddOptions<SallyportOptions>().ValidateOnStart();
        if (configure is not null)
        {
            options.Configure(configure);
        }

        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<SallyportOptions>, SallyportOptionsValidator>());
        services.TryAddSingleton(provider => new SallyportGuard(
            provider.GetRequiredService<IOptions<SallyportOptions>>().Value,
            provider.GetService<TimeProvider>(),
            provider.GetService<EmbeddedLedger>()));
        return new(services);
    }
}
