using System.Security.Cryptography;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Options;
using Sallyport.Detection;
using Sallyport.Masking;
using Sallyport.Pipeline;
using Sallyport.Policy;
using Sallyport.Tenancy;

namespace Sallyport.Hosting;

/// <summary>The engine of one application: its policy compiled, and what all its exchanges share. Immutable; safe for concurrent use.</summary>
public sealed class SallyportGuard
{
    // One application is one tenant with one key. Neither is ever told to anybody.
    private readonly TimeProvider _time;
    private readonly Principal _principal;
    private readonly SegmentMemory _memory;
    private readonly byte[] _maskKey = RandomNumberGenerator.GetBytes(32);
    private readonly InspectionScope _inspection;
    private readonly Action<GuardReport>? _onExchange;

    /// <summary>Compiles a policy.</summary>
    /// <param name="options">What to guard by.</param>
    /// <param name="time">The clock; the system's where null.</param>
    /// <exception cref="OptionsValidationException">The policy or a known secret can't be used; each mistake is one of the failures.</exception>
    public SallyportGuard(SallyportOptions options, TimeProvider? time = null)
        : this(options, time, ledger: null)
    {
    }

    internal SallyportGuard(SallyportOptions options, TimeProvider? time, EmbeddedLedger? ledger)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (new SallyportOptionsValidator().Validate(name: null, options) is { Failed: true } result)
        {
            throw new OptionsValidationException(nameof(SallyportOptions), typeof(SallyportOptions), result.Failures);
        }

        time ??= TimeProvider.System;
        _time = time;
        Policy = PolicySnapshot.Compile(PolicyReader.Read(options.Policy).Document!, version: 0, [.. options.Detectors], time);
        Ledger = ledger;
        _principal = new(ledger?.Tenant ?? TenantId.New(), KeyId.New(), options.Agent, Scopes.Infer);
        _memory = new(time);
        _inspection = options.KnownSecrets.Count == 0 ? InspectionScope.Empty : new() { KnownSecrets = KnownSecretSet.Create(options.KnownSecrets) };
        _onExchange = options.OnExchange;
    }

    /// <summary>The policy in force.</summary>
    public PolicySnapshot Policy { get; }

    /// <summary>Where exchanges are recorded, or null.</summary>
    internal EmbeddedLedger? Ledger { get; }

    internal ExchangeScope Begin(ChatOptions? options) => new()
    {
        Id = ExchangeId.New(_time),
        Principal = _principal,
        Policy = Policy,
        Plans = Policy.PlansFor(new(options?.ModelId ?? "", _principal.Agent)),
        Input = _inspection,
        Memory = _memory,
        Masks = new MaskTable(_maskKey),
    };

    internal void Report(ReportBuilder report) => _onExchange?.Invoke(report.Build());
}
