using System.Collections.Concurrent;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;
using Sallyport.Retrieval.Ingestion;
using Sallyport.Retrieval.Library;
using Sallyport.Storage.Tests.Tenancy;
using Sallyport.Tenancy;
using Xunit;

namespace Sallyport.Storage.Tests.Retrieval;

/// <summary>What the log tells of a database that is away for a while.</summary>
public sealed class IngestionOutageTests(SqliteFixture fixture) : IClassFixture<SqliteFixture>
{
    [Fact]
    public async Task Database_ThatIsAway_IsToldOnceInALineAndOnceWhenItIsBack()
    {
        var lines = await LinesOfAsync(
            static look => look is 2 or 3 or 4 or 7 or 8 ? new SqliteException("the server is gone", 14) : null, looks: 9);

        Assert.Equal(
            [
                "1501 Files that wait to be ingested can't be looked for; it is tried again until it succeeds: the server is gone",
                "1507 Files that wait to be ingested are looked for again",
                "1501 Files that wait to be ingested can't be looked for; it is tried again until it succeeds: the server is gone",
                "1507 Files that wait to be ingested are looked for again",
            ],
            lines);
    }

    [Fact]
    public async Task WhatIsNoFailureOfTheDatabase_IsToldWithItsPlaceInTheCode()
    {
        var lines = await LinesOfAsync(static look => look > 1 ? new InvalidOperationException("a bug") : null, looks: 4);

        Assert.Contains(nameof(InvalidOperationException), Assert.Single(lines), StringComparison.Ordinal);
    }

    private async Task<IReadOnlyCollection<string>> LinesOfAsync(Func<int, Exception?> fails, int looks)
    {
        using var cancellation = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var (store, log) = (new LookedFor(fails, looks), new Lines());
        var worker = new LibraryWork(new Workspace(fixture.Database)).NewWorker(store, log);
        store.Looked = worker.Wake;

        var running = worker.RunAsync(cancellation.Token);
        await store.Done.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        await cancellation.CancelAsync();
        await running;

        return log.Written;
    }

    private sealed class Lines : ILogger<IngestionWorker>
    {
        public ConcurrentQueue<string> Written { get; } = new();

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Written.Enqueue($"{eventId.Id} {formatter(state, exception)} {exception}".TrimEnd());
    }

    /// <summary>Nothing waits in it, and some looks fail.</summary>
    private sealed class LookedFor(Func<int, Exception?> fails, int looks) : IIngestionStore
    {
        private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int _looks;

        public Action Looked { get; set; } = static () => { };

        public Task Done => _done.Task;

        public Task<IReadOnlyList<PendingTenant>> ListTenantsAsync(string standard, CancellationToken cancellationToken)
        {
            var look = Interlocked.Increment(ref _looks);
            if (look > looks)
            {
                // What the last look came to has been told by now.
                _done.TrySetResult();
            }

            Looked();
            return fails(look) is { } failure ? Task.FromException<IReadOnlyList<PendingTenant>>(failure) : Task.FromResult<IReadOnlyList<PendingTenant>>([]);
        }

        public Task EndClaimsAsync(CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task SettleAsync(TenantVault vault, PendingTenant tenant, string embedder, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<IngestionClaim?> ClaimAsync(TenantVault vault, string lease, DateTimeOffset now, DateTimeOffset until, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<IngestionClaim?> ClaimToEmbedAsync(TenantVault vault, string embedder, string lease, DateTimeOffset now, DateTimeOffset until, CancellationToken cancellationToken) =>
            throw new NotSupportedException();

        public Task<bool> RenewAsync(TenantVault vault, IngestionClaim claim, DateTimeOffset until, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task ReleaseAsync(TenantVault vault, IngestionClaim claim, DateTimeOffset notBefore, bool isCounted, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<bool> BeginAsync(TenantVault vault, IngestionClaim claim, long chunks, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<bool> WriteAsync(TenantVault vault, IngestionClaim claim, IReadOnlyList<SealedChunk> chunks, string embedder, DateTimeOffset until, CancellationToken cancellationToken) =>
            throw new NotSupportedException();

        public Task<bool> CompleteAsync(TenantVault vault, IngestionClaim claim, string embedder, long usageBytes, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<bool> FailAsync(TenantVault vault, IngestionClaim claim, byte[]? sealedError, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<bool> WriteVectorsAsync(
            TenantVault vault, IngestionClaim claim, IReadOnlyList<SealedVector> vectors, string embedder, DateTimeOffset until, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<bool> CompleteEmbeddingAsync(TenantVault vault, IngestionClaim claim, string embedder, CancellationToken cancellationToken) => throw new NotSupportedException();
    }
}
