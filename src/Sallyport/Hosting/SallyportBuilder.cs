using Microsoft.Extensions.DependencyInjection;
using Sallyport.Detection;

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
}
