using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Sallyport.Gateway.Failures;

namespace Sallyport.Gateway.Hosting;

/// <summary>
/// Refuses a request that tells its length in two ways (RFC 9112, section 6.3): a proxy in front may have cut it elsewhere, and what it took for
/// the body of one request would be the next one here. Kestrel goes by the chunks and puts the other length aside under another name. It also takes a coding
/// before the chunks (<c>gzip, chunked</c>) and doesn't undo it, as another might.
/// </summary>
internal static class RequestFraming
{
    private const string LengthPutAside = "X-Content-Length";

    /// <summary>The failure to answer with, or <see cref="Failure.None"/>. After a failure the connection closes, with whatever else is on it.</summary>
    public static Failure Check(HttpContext context)
    {
        var headers = context.Request.Headers;
        if (headers.TransferEncoding.Count == 0 || (IsChunked(headers.TransferEncoding) && !headers.ContainsKey(LengthPutAside)))
        {
            return Failure.None;
        }

        context.Response.Headers.Connection = "close";
        return Failure.RequestAmbiguous;
    }

    private static bool IsChunked(in StringValues encodings) => encodings is [{ } one] && one.Trim().Equals("chunked", StringComparison.OrdinalIgnoreCase);
}
