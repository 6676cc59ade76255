using System.Globalization;
using Microsoft.Extensions.Logging;
using Sallyport.Detection;
using Sallyport.Detection.Models;
using Sallyport.Gateway.Exchanges;
using Sallyport.Policy;
using Sallyport.Tenancy;

namespace Sallyport.Gateway.RemoteGuards;

/// <summary>
/// The operator's own classifiers, which policies ask by their names as they ask models elsewhere. What a call may take is bounded alike: the guard's time-out, which ends the model's work too, and the
/// tenant's gate. Logs names and causes, never a text. Safe for concurrent use.
/// </summary>
internal sealed partial class OwnClassifiers(IReadOnlyList<TextClassifier> classifiers, TimeProvider time, ILogger<OwnClassifiers> logger)
{
    /// <summary>Asks about one window.</summary>
    /// <exception cref="OperationCanceledException">The caller gave up.</exception>
    public async ValueTask<RemoteReply> AskAsync(TenantRuntime tenant, RemoteGuard guard, string content, CancellationToken cancellationToken)
    {
        var (reply, cause) = WhyUnusable(guard) is { } mistake
            ? (new RemoteReply(RemoteOutcome.NoModel), mistake)
            : await ScoreAsync(tenant, guard, content, cancellationToken);
        if (reply.Scores is null)
        {
            LogFailed(guard.Name, tenant.Snapshot.Tenant.Id, reply.Outcome, cause);
        }

        return reply;
    }

    /// <summary>Why the first remote guard of a policy that asks a classifier can't be answered here; null where each can.</summary>
    public string? WhyUnusable(PolicyDocument policy) =>
        policy.RemoteGuards.Where(static guard => guard.Protocol == RemoteProtocol.Onnx).Select(WhyUnusable).FirstOrDefault(static mistake => mistake is not null);

    private async ValueTask<(RemoteReply Reply, string? Cause)> ScoreAsync(TenantRuntime tenant, RemoteGuard guard, string content, CancellationToken cancellationToken)
    {
        using var clock = new CancellationTokenSource(guard.Timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(clock.Token, cancellationToken);
        try
        {
            await tenant.Remotes.Gate.WaitAsync(either.Token);
            try
            {
                var classifier = Find(guard)!;
                return (new(RemoteOutcome.Answered, ScoresOf(guard, classifier.Labels, await classifier.ScoreAsync(content, either.Token))), null);
            }
            finally
            {
                tenant.Remotes.Gate.Release();
            }
        }
        catch (OperationCanceledException)
        {
            cancellationToken.ThrowIfCancellationRequested();
            return (new(RemoteOutcome.TimedOut), string.Create(CultureInfo.InvariantCulture, $"It took over {guard.Timeout.TotalMilliseconds} ms, waiting for its turn included."));
        }
        catch (ClassificationException exception)
        {
            return (new(RemoteOutcome.Unreadable), exception.Message);
        }
    }

    private TextClassifier? Find(RemoteGuard guard) => classifiers.FirstOrDefault(classifier => classifier.Name == guard.Model);

    private string? WhyUnusable(RemoteGuard guard)
    {
        if (Find(guard) is not { } classifier)
        {
            var known = classifiers.Count == 0 ? "none" : string.Join(", ", classifiers.Select(static known => $"'{known.Name}'"));
            return $"Remote guard '{guard.Name}' asks the classifier '{guard.Model}', which this server doesn't run; it runs {known}.";
        }

        var missing = guard.Finds.SelectMany(static found => found.Labels).FirstOrDefault(label => !classifier.Labels.Contains(label));
        return missing is null ? null : $"Remote guard '{guard.Name}' goes by the label '{missing}', but the classifier '{classifier.Name}' has {string.Join(", ", classifier.Labels)}.";
    }

    private static List<(FindingKind Kind, float Score)> ScoresOf(RemoteGuard guard, IReadOnlyList<string> labels, IReadOnlyList<float> scores)
    {
        var found = new List<(FindingKind, float)>(guard.Finds.Count);
        foreach (var finding in guard.Finds)
        {
            var highest = 0f;
            for (var i = 0; i < labels.Count; i++)
            {
                highest = finding.Labels.Contains(labels[i]) ? Math.Max(highest, scores[i]) : highest;
            }

            found.Add((finding.Kind, highest));
        }

        return found;
    }

    [LoggerMessage(EventId = 4202, Level = LogLevel.Warning, Message = "Remote guard {Guard} of tenant {Tenant} failed: {Outcome}. {Cause}")]
    private partial void LogFailed(string guard, TenantId tenant, RemoteOutcome outcome, string? cause);
}
