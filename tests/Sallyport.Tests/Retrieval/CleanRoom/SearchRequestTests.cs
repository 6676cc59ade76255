using System.Text.Json;
using Sallyport.Ledger;
using Sallyport.Retrieval;
using Sallyport.Retrieval.CleanRoom;
using Sallyport.Retrieval.Library;
using Xunit;

namespace Sallyport.Tests.Retrieval.CleanRoom;

public sealed class SearchRequestTests
{
    private static readonly VectorStoreId Store = VectorStoreId.New(TimeProvider.System);

    [Fact]
    public void LongestQueries_FitIntoTheirReceipt()
    {
        var queries = Enumerable.Repeat(new string('漢', SearchRequest.MaxQueryLength), SearchRequest.MaxQueriesLength / SearchRequest.MaxQueryLength).ToArray();
        var request = new SearchRequest { Stores = [Store], Queries = queries };

        request.Check();

        Assert.True(JsonSerializer.SerializeToUtf8Bytes(request.Queries, ReceiptJson.Default.IReadOnlyListString).Length <= SealedPayload.MaxLength);
    }

    [Fact]
    public void Queries_TooLongTogether_AreRefused()
    {
        var request = new SearchRequest { Stores = [Store], Queries = [.. Enumerable.Repeat(new string('漢', SearchRequest.MaxQueryLength), SearchRequest.MaxQueries)] };

        Assert.Equal(RetrievalFailure.Invalid, Assert.Throws<RetrievalException>(request.Check).Failure);
    }
}
