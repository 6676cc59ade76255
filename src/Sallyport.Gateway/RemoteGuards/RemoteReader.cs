using System.Diagnostics;
using Sallyport.Detection;
using Sallyport.Gateway.Exchanges;
using Sallyport.Gateway.Telemetry;
using Sallyport.Pipeline;
using Sallyport.Policy;

namespace Sallyport.Gateway.RemoteGuards;

/// <summary>
/// Has remote guards read the texts of an exchange that their plans want read:
/// <list type="number">
/// <item>each guard's texts are cut into windows;</item>
/// <item>a window that was answered lately is not asked again; the others are, a few at a time;</item>
/// <item>a text has the highest score of its windows, and one of which a window was not answered is unreachable for that guard.</item>
/// </list>
/// After one failure the guard is not asked further in this exchange, so a dead one costs one time-out. Safe for concurrent use.
/// </summary>
internal sealed class RemoteReader(RemoteGuardClient client, OwnClassifiers classifiers)
{
    /// <summary>The most calls to one remote guard that an exchange makes. Texts that need more are not passed over: the guard counts as failed.</summary>
    public const int MostCalls = 64;

    private const int AtOnce = 4;

    /// <summary>Reads texts, and tells the record and the metrics of each call.</summary>
    /// <exception cref="OperationCanceledException">The caller gave up.</exception>
    public async ValueTask<IReadOnlyList<RemoteVerdict>> ReadAsync(TenantRuntime tenant, IReadOnlyList<RemoteText> texts, ExchangeRecord record, CancellationToken cancellationToken)
    {
        var guards = texts.SelectMany(static text => text.Plan.Remotes).Distinct().ToArray();
        var asked = await Task.WhenAll(guards.Select(guard => AskAsync(tenant, guard, [.. texts.Where(text => text.Plan.Remotes.Contains(guard))], cancellationToken)));
        foreach (var (use, _) in asked)
        {
            record.Add(use);
        }

        return [.. asked.SelectMany(static pair => pair.Verdicts)];
    }

    private async Task<(RemoteUse Use, List<RemoteVerdict> Verdicts)> AskAsync(
        TenantRuntime tenant, RemoteGuard guard, RemoteText[] texts, CancellationToken cancellationToken)
    {
        var begun = Stopwatch.GetTimestamp();
        var windows = RemoteWindow.Cut(texts, guard.Window);
        var scores = new IReadOnlyList<(FindingKind, float)>?[windows?.Count ?? 0];
        var questions = new List<(int Window, UInt128 Hash)>();
        for (var i = 0; i < scores.Length; i++)
        {
            var hash = tenant.Remotes.Hash(tenant.Policy.Digest, guard.Name, windows![i].Content);
            if ((scores[i] = tenant.Remotes.Recall(hash)) is null)
            {
                questions.Add((i, hash));
            }
        }

        var remembered = scores.Length - questions.Count;
        var calls = 0;
        var isBySender = windows is null || questions.Count > MostCalls;
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        try
        {
            var asked = isBySender ? 0 : questions.Count;
            await Parallel.ForAsync(0, asked, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = stop.Token }, async (q, token) =>
            {
                var (window, hash) = questions[q];
                Interlocked.Increment(ref calls);
                var reply = await CallAsync(tenant, guard, windows![window].Content, token);
                if (reply.Scores is null)
                {
                    if (reply.Outcome is RemoteOutcome.Unreadable or RemoteOutcome.Oversized or RemoteOutcome.Refused)
                    {
                        Volatile.Write(ref isBySender, true);
                    }

                    await stop.CancelAsync();
                    return;
                }

                tenant.Remotes.Remember(hash, scores[window] = reply.Scores);
            });
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // The guard has failed; what is still null was not answered.
        }

        cancellationToken.ThrowIfCancellationRequested();
        var isFailed = windows is null || Array.IndexOf(scores, null) >= 0;
        var use = new RemoteUse(guard.Name, calls, remembered, isFailed, Stopwatch.GetElapsedTime(begun));
        return (use, [.. VerdictsOf(guard, texts, windows, scores, isBySender)]);
    }

    private async ValueTask<RemoteReply> CallAsync(TenantRuntime tenant, RemoteGuard guard, string content, CancellationToken cancellationToken)
    {
        var begun = Stopwatch.GetTimestamp();
        var outcome = "given_up";
        try
        {
            var reply = await (guard.Protocol == RemoteProtocol.Onnx
                ? classifiers.AskAsync(tenant, guard, content, cancellationToken)
                : client.AskAsync(tenant, guard, content, cancellationToken));
            outcome = Word(reply.Outcome);
            return reply;
        }
        finally
        {
            Instruments.RemoteCalls.Record(Stopwatch.GetElapsedTime(begun).TotalSeconds, new TagList
            {
                { "sallyport.tenant", tenant.Snapshot.Tenant.Id.Value }, { "sallyport.remote_guard", guard.Name }, { "sallyport.outcome", outcome },
            });
        }
    }

    private static string Word(RemoteOutcome outcome) => outcome switch
    {
        RemoteOutcome.Answered => "answered",
        RemoteOutcome.TimedOut => "timed_out",
        RemoteOutcome.Unreachable => "unreachable",
        RemoteOutcome.AddressRefused => "address_refused",
        RemoteOutcome.Status => "status",
        RemoteOutcome.Refused => "refused",
        RemoteOutcome.Oversized => "oversized",
        RemoteOutcome.Unreadable => "unreadable",
        RemoteOutcome.NoCredential => "no_credential",
        _ => "no_model",
    };

    private static IEnumerable<RemoteVerdict> VerdictsOf(
        RemoteGuard guard, RemoteText[] texts, List<RemoteWindow>? windows, IReadOnlyList<(FindingKind Kind, float Score)>?[] scores, bool isBySender)
    {
        var highest = new Dictionary<int, Dictionary<FindingKind, float>>();
        var unanswered = windows is null ? texts.Select(static text => text.Place).ToHashSet() : [];
        for (var i = 0; i < scores.Length; i++)
        {
            foreach (var place in windows![i].Places)
            {
                if (scores[i] is not { } answered)
                {
                    unanswered.Add(place);
                    continue;
                }

                if (!highest.TryGetValue(place, out var own))
                {
                    highest.Add(place, own = []);
                }

                foreach (var (kind, score) in answered)
                {
                    own[kind] = Math.Max(own.GetValueOrDefault(kind), score);
                }
            }
        }

        return highest.Select(pair => new RemoteVerdict(pair.Key, guard.Detector, [.. pair.Value.Select(static found => (found.Key, found.Value))]))
            .Concat(unanswered.Select(place => new RemoteVerdict(place, guard.Detector, null) { IsBySender = isBySender }));
    }
}
