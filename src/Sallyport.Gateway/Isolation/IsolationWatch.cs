using System.Security.Cryptography;
using Microsoft.Extensions.Logging;
using Sallyport.Gateway.Telemetry;
using Sallyport.Isolation.Checking;
using Sallyport.Tenancy;

namespace Sallyport.Gateway.Isolation;

/// <summary>Has the isolation of tenants checked each hour and on demand, one check at a time, and tells of breaches. Safe for concurrent use.</summary>
/// <param name="check">What is probed.</param>
/// <param name="tenants">The tenants.</param>
/// <param name="breaches">Told of breaches.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">Told of checks that failed.</param>
internal sealed partial class IsolationWatch(IsolationCheck check, TenantAdministration tenants, BreachJournal breaches, TimeProvider time, ILogger<IsolationWatch> logger) : IDisposable
{
    /// <summary>How often it checks by itself.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromHours(1);

    // By then a new server has ingested the sentinels of its first vector stores.
    private static readonly TimeSpan FirstDelay = TimeSpan.FromMinutes(5);

    private readonly SemaphoreSlim _running = new(1);
    private IsolationReport? _last;

    /// <summary>What came of the last check of this process; null before the first.</summary>
    public IsolationReport? Last => Volatile.Read(ref _last);

    /// <summary>Checks now.</summary>
    /// <param name="count">How many tenants to sample.</param>
    /// <param name="seed">By which they are drawn; null for others each time.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<IsolationReport> CheckAsync(int count, int? seed, CancellationToken cancellationToken)
    {
        await _running.WaitAsync(cancellationToken);
        try
        {
            var sample = IsolationCheck.Sample(await tenants.ListAsync(cancellationToken), count, seed ?? RandomNumberGenerator.GetInt32(int.MaxValue));
            var report = await check.RunAsync(sample, cancellationToken);
            foreach (var breach in report.Probes.SelectMany(static probe => probe.Breaches))
            {
                await breaches.ReportAsync(breach.Other, [breach.Owner], "probe", null, null);
            }

            foreach (var probe in report.Probes.Where(static probe => probe.Failures > 0))
            {
                LogProbeFailed(probe.Probe, probe.Failures, probe.Failure);
            }

            Instruments.IsolationChecks.Add(1, new KeyValuePair<string, object?>("sallyport.outcome", report.HasBreach ? "breach" : report.IsSound ? "sound" : "failed"));
            Volatile.Write(ref _last, report);
            return report;
        }
        finally
        {
            _running.Release();
        }
    }

    /// <summary>Checks each hour until it is cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            await Task.Delay(FirstDelay, time, cancellationToken);
            using var timer = new PeriodicTimer(Interval, time);
            do
            {
                try
                {
                    await CheckAsync(IsolationCheck.StandardTenants, null, cancellationToken);
                }
                catch (Exception e) when (e is not OperationCanceledException)
                {
                    LogNotChecked(e);
                }
            }
            while (await timer.WaitForNextTickAsync(cancellationToken));
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // Told to stop.
        }
    }

    public void Dispose() => _running.Dispose();

    [LoggerMessage(EventId = 8011, Level = LogLevel.Error, Message = "Isolation could not be checked; the next try is in an hour")]
    private partial void LogNotChecked(Exception exception);

    [LoggerMessage(EventId = 8012, Level = LogLevel.Error, Message = "The isolation probe '{Probe}' failed for {Pairs} pairs ({Reason})")]
    private partial void LogProbeFailed(string probe, int pairs, string? reason);
}
