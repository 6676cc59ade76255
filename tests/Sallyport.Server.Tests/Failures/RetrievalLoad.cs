using System.Collections.Concurrent;
using System.Net;
using System.Text;
using Sallyport.Server.Tests.Retrieval;
using Xunit;

namespace Sallyport.Server.Tests.Failures;

/// <summary>Callers that search, upload and read a vector store's files again and again, and note each answer that was a refusal.</summary>
internal sealed class RetrievalLoad : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentQueue<Refused> _refusals = new();
    private readonly Task[] _callers;
    private int _answered;

    private RetrievalLoad(RetrievalCaller caller, string store, string file)
    {
        Func<Task<HttpResponseMessage>>[] calls =
        [
            () => caller.SendAsync(HttpMethod.Post, $"vector_stores/{store}/search", """{"query":"trains"}"""),
            () => caller.SendAsync(HttpMethod.Post, "retrieve", $$"""{"query":"trains","vector_store_ids":["{{store}}"]}"""),
            () => caller.PostFileAsync("more.txt", Encoding.UTF8.GetBytes("Ships leave at noon.")),
            () => caller.SendAsync(HttpMethod.Get, $"vector_stores/{store}/files"),
            () => caller.SendAsync(HttpMethod.Get, $"vector_stores/{store}/files/{file}/content"),
            () => caller.SendAsync(HttpMethod.Get, $"files/{file}/content"),
        ];
        _callers = [.. calls.Select(call => Task.Run(() => RepeatAsync(call)))];
    }

    /// <summary>The answers that were refusals.</summary>
    public IReadOnlyCollection<Refused> Refusals => _refusals;

    /// <summary>How many answers were none.</summary>
    public int Answered => _answered;

    public static RetrievalLoad Start(RetrievalCaller caller, string store, string file) => new(caller, store, file);

    /// <summary>Waits until something of this load holds.</summary>
    public async Task UntilAsync(Func<RetrievalLoad, bool> isSo)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(TimeSpan.FromSeconds(60));
        while (!isSo(this))
        {
            await Task.Delay(5, patience.Token);
        }
    }

    /// <summary>Ends the calls, each after its answer.</summary>
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

    private async Task RepeatAsync(Func<Task<HttpResponseMessage>> call)
    {
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                using var answer = await call();
                if (answer.IsSuccessStatusCode)
                {
                    Interlocked.Increment(ref _answered);
                    continue;
                }

                _refusals.Enqueue(new(answer.StatusCode, answer.Headers.RetryAfter?.Delta, await answer.Content.ReadAsStringAsync()));
                await Task.Delay(5);
            }
            catch (Exception exception) when (exception is HttpRequestException or IOException)
            {
                // A file's bytes that had begun to leave: such an answer breaks off.
            }
        }
    }

    /// <summary>A refusal, as the caller is told of it.</summary>
    internal sealed record Refused(HttpStatusCode Status, TimeSpan? RetryAfter, string Body);
}
