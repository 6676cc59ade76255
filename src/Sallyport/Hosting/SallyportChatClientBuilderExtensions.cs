using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Sallyport.Hosting;

namespace Microsoft.Extensions.AI;

/// <summary>Puts Sallyport's guards around a chat client.</summary>
public static class SallyportChatClientBuilderExtensions
{
    /// <summary>
    /// Guards what goes to the model and what comes back, streamed or not. Add it after <c>UseFunctionInvocation()</c>, so that tool results are
    /// read before the model reads them and calls are read before they run: what is added first is outermost.
    /// </summary>
    /// <param name="builder">The pipeline.</param>
    /// <param name="configure">Sets the policy and the rest for this client alone. Without it, the guard that <c>AddSallyport</c> registered
    /// holds, or else the preset <c>first-run</c>.</param>
    /// <exception cref="Options.OptionsValidationException">On building: the policy can't be used.</exception>
    public static ChatClientBuilder UseSallyport(this ChatClientBuilder builder, Action<SallyportOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.Use((inner, services) =>
            new GuardedChatClient(inner, FindGuard(services, configure), services.GetService<ILoggerFactory>() ?? NullLoggerFactory.Instance));
    }

    private static SallyportGuard FindGuard(IServiceProvider services, Action<SallyportOptions>? configure)
    {
        if (configure is null && services.GetService<SallyportGuard>() is { } registered)
        {
            return registered;
        }

        var options = new SallyportOptions();
        configure?.Invoke(options);
        return new(options, services.GetService<TimeProvider>(), services.GetService<EmbeddedLedger>());
    }
}
