using Microsoft.Extensions.Logging;
using Sallyport.Gateway.Failures;
using Sallyport.Gateway.Isolation;
using Sallyport.Ledger;
using Sallyport.Pipeline;
using Sallyport.Retrieval;
using Sallyport.Retrieval.Library;
using Sallyport.Tenancy;

namespace Sallyport.Gateway.Retrieval;

/// <summary>The clean room's API: OpenAI's Files and Vector Stores, and <c>/v1/retrieve</c>. Each act stands in the tenant's ledger.</summary>
internal sealed partial class RetrievalPort(
    FileEndpoints files, StoreEndpoints stores, StoreFileEndpoints attached, SearchEndpoints searches, LedgerWriter ledger, ILogger<RetrievalPort> logger)
{
    private static readonly TimeSpan DatabasePatience = TimeSpan.FromSeconds(5);

    // Of an outage the log has the cause once, and each request's failure as always.
    private bool _isDatabaseAway;

    /// <summary>Handles a request that was let in.</summary>
    public async ValueTask<RequestFailure> HandleAsync(RetrievalRequest request)
    {
        if (ledger.IsBroken)
        {
            return Failure.LedgerUnavailable;
        }

        try
        {
            var failure = await RouteAsync(request);
            Volatile.Write(ref _isDatabaseAway, false);
            return failure;
        }
        catch (RetrievalException refused)
        {
            return refused.Failure switch
            {
                RetrievalFailure.NotFound => new(Failure.ObjectUnknown, refused.Message),
                RetrievalFailure.TooLarge => new(Failure.BodyTooLarge, refused.Message),
                RetrievalFailure.Full => new(Failure.StorageExhausted, refused.Message),
                RetrievalFailure.Conflict => new(Failure.ObjectConflict, refused.Message),
                _ => new(Failure.RequestMalformed, refused.Message),
            };
        }
        catch (EmbeddingException failed)
        {
            LogNoVectors(request.Id, failed);
            return Failure.RetrievalUnavailable;
        }
        catch (IndexCapacityException failed)
        {
            return new(Failure.RetrievalUnavailable, failed.Message, RetryAfter: failed.IsTransient ? TimeSpan.FromSeconds(1) : null);
        }
        catch (IsolationBreachException)
        {
            return Failure.IsolationBreach;
        }
        catch (TenancyException failed) when (failed.Failure == TenancyFailure.NotFound)
        {
            // Deleted while this was under way.
            return Failure.CredentialUnknown;
        }
        catch (LedgerUnavailableException failed)
        {
            LogNotRecorded(request.Id, failed);
            return Failure.LedgerUnavailable;
        }
        catch (Exception failed) when (DatabaseOutage.IsMet(failed))
        {
            if (!Interlocked.Exchange(ref _isDatabaseAway, true))
            {
                LogDatabaseAway(failed.Message);
            }

            return new(Failure.RetrievalUnavailable, "The database can't be used; the log says why. Of a change, look whether it was made before it is asked for again.", RetryAfter: DatabasePatience);
        }
    }

    private ValueTask<RequestFailure> RouteAsync(RetrievalRequest request) => request.Target.Route switch
    {
        RetrievalRoute.FileUpload => files.UploadAsync(request),
        RetrievalRoute.FileList => files.ListAsync(request),
        RetrievalRoute.FileFind => files.FindAsync(request),
        RetrievalRoute.FileDelete => files.DeleteAsync(request),
        RetrievalRoute.FileContent => files.ContentAsync(request),
        RetrievalRoute.StoreCreate => stores.CreateAsync(request),
        RetrievalRoute.StoreList => stores.ListAsync(request),
        RetrievalRoute.StoreFind => stores.FindAsync(request),
        RetrievalRoute.StoreUpdate => stores.UpdateAsync(request),
        RetrievalRoute.StoreDelete => stores.DeleteAsync(request),
        RetrievalRoute.StoreSearch => searches.SearchAsync(request),
        RetrievalRoute.StoreFileAttach => attached.AttachAsync(request),
        RetrievalRoute.StoreFileList or RetrievalRoute.BatchFiles => attached.ListAsync(request),
        RetrievalRoute.StoreFileFind => attached.FindAsync(request),
        RetrievalRoute.StoreFileUpdate => attached.UpdateAsync(request),
        RetrievalRoute.StoreFileDetach => attached.DetachAsync(request),
        RetrievalRoute.StoreFileContent => attached.ContentAsync(request),
        RetrievalRoute.BatchCreate => attached.CreateBatchAsync(request),
        RetrievalRoute.BatchFind => attached.FindBatchAsync(request),
        RetrievalRoute.BatchCancel => attached.CancelBatchAsync(request),
        RetrievalRoute.Retrieve => searches.RetrieveAsync(request),
        var route => throw new InvalidOperationException($"The route {route} has no handler."),
    };

    [LoggerMessage(EventId = 7001, Level = LogLevel.Error, Message = "The embedder gave no vectors for a search")]
    private partial void LogNoVectors(ExchangeId exchange, Exception exception);

    [LoggerMessage(EventId = 7002, Level = LogLevel.Error, Message = "An act in a clean room could not be recorded")]
    private partial void LogNotRecorded(ExchangeId exchange, Exception exception);

    [LoggerMessage(EventId = 7003, Level = LogLevel.Warning, Message = "The database of retrieval can't be used: {Reason}")]
    private partial void LogDatabaseAway(string reason);
}
