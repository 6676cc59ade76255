using System.ClientModel;
using System.ClientModel.Primitives;
using System.Collections.Concurrent;
using System.Runtime.Versioning;
using OpenAI;
using OpenAI.Chat;

namespace Sallyport.Server.Tests.Failures;

/// <summary>Official clients that call a server again and again, and note which exchanges were answered whole.</summary>
[SupportedOSPlatform("linux")]
internal sealed class ChatLoad : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentQueue<string> _answered = new();
    private readonly ConcurrentQueue<string> _refusals = new();
    private readonly Task[] _callers;

    private ChatLoad(IReadOnlyList<SallyportProcess> servers, int callers) =>
        _callers = [.. Enumerable.Range(0, callers).Select(number => Task.Run(() => CallAsync(servers[number % servers.Count], number)))];

    /// <summary>The exchanges that were answered whole, in the order of their answers.</summary>
    public IReadOnlyCollection<string> Answered => _answered;

    /// <summary>The bodies of the answers that were refusals.</summary>
    public IReadOnlyCollection<string> Refusals => _refusals;

    public static ChatLoad Start(SallyportProcess server, int callers = 4) => new([server], callers);

    public static ChatLoad Start(IReadOnlyList<SallyportProcess> servers, int callers = 4) => new(servers, callers);

    /// <summary>Waits until so many more exchanges have been answered.</summary>
    public Task UntilAnsweredAsync(int more, CancellationToken cancellationToken) => UntilAsync(_answered, more, cancellationToken);

    /// <summary>Waits until so many more exchanges have been refused.</summary>
    public Task UntilRefusedAsync(int more, CancellationToken cancellationToken) => UntilAsync(_refusals, more, cancellationToken);

    /// <summary>Ends the calls; those under way are given up.</summary>
    public async Task StopAsync()
    {
        await _stop.CancelAsync();
        await Task.WhenAll(_callers);
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _stop.Dispose();
    }

    private static async Task UntilAsync(ConcurrentQueue<string> queue, int more, CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(TimeSpan.FromSeconds(60));
        for (var wanted = queue.Count + more; queue.Count < wanted;)
        {
            await Task.Delay(5, patience.Token);
        }
    }

    private async Task CallAsync(SallyportProcess server, int number)
    {
        var options = new OpenAIClientOptions { Endpoint = new Uri(server.Listen, "/v1"), RetryPolicy = new ClientRetryPolicy(maxRetries: 0) };
        var client = new ChatClient("demo", new ApiKeyCredential(server.ApiKey), options);
        for (var i = 0; !_stop.IsCancellationRequested; i++)
        {
            try
            {
                var answer = await client.CompleteChatAsync([new UserChatMessage($"hello {number} {i}")], cancellationToken: _stop.Token);
                var response = answer.GetRawResponse();
                _answered.Enqueue(response.Headers.TryGetValue("x-sallyport-exchange", out var id) ? id! : throw new InvalidOperationException("no id"));
            }
            catch (ClientResultException exception) when (exception.GetRawResponse() is { } response)
            {
                _refusals.Enqueue($"{response.Status} {response.Content}");
                await Task.Delay(5);
            }
            catch (Exception exception) when (exception is ClientResultException or HttpRequestException or IOException or OperationCanceledException or AggregateException)
            {
                if (server.HasExited)
                {
                    return;
                }
            }
        }
    }
}
