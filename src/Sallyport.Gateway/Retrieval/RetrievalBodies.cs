using System.Text.Json.Serialization.Metadata;
using Sallyport.Gateway.Failures;
using Sallyport.Gateway.Hosting;
using Sallyport.Gateway.Limits;

namespace Sallyport.Gateway.Retrieval;

/// <summary>Reads JSON bodies of the clean room's API, within the limits of all bodies.</summary>
internal sealed class RetrievalBodies(GatewayOptions options)
{
    /// <summary>Reads a body.</summary>
    /// <param name="request">The request.</param>
    /// <param name="into">Where its bytes go.</param>
    /// <param name="type">What it has to be.</param>
    /// <returns>The body, or what to answer.</returns>
    public async ValueTask<(T? Body, RequestFailure Failure)> ReadAsync<T>(RetrievalRequest request, PooledBody into, JsonTypeInfo<T> type)
        where T : class
    {
        var failure = await BodyReader.ReadAsync(request.Http.Request, into, options.MaxBodyBytes, request.ClientLeft);
        if (!failure.IsNone)
        {
            return (null, failure);
        }

        return JsonBody.TryRead(into.Bytes.Span, type, out var body, out failure) ? (body, Failure.None) : (null, failure);
    }
}
