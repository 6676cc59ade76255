using System.Text;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;
using Sallyport.Gateway.Failures;

namespace Sallyport.Gateway.Limits;

/// <summary>Reads a request's body whole, within the size limit and the process's budget, and refuses what would let another parser read it otherwise.</summary>
internal static class BodyReader
{
    // A body of unknown length starts small; the buffer doubles from there. A length that is only announced takes no more of the budget than this.
    private const int FirstCapacity = 16 * 1024;
    private const int MostAnnounced = 1024 * 1024;
    private const string Json = "application/json";

    /// <summary>Reads the body into <paramref name="into"/>.</summary>
    /// <param name="request">The request.</param>
    /// <param name="into">Where to; the caller disposes of it whatever comes of the reading.</param>
    /// <param name="maxBytes">The largest body accepted.</param>
    /// <param name="cancellationToken">The client's leaving.</param>
    public static async ValueTask<RequestFailure> ReadAsync(HttpRequest request, PooledBody into, int maxBytes, CancellationToken cancellationToken)
    {
        var failure = CheckHead(request, maxBytes);
        if (!failure.IsNone)
        {
            return failure;
        }

        var most = (int)(request.ContentLength ?? maxBytes);
        var capacity = Math.Min(most, request.ContentLength is null ? FirstCapacity : MostAnnounced);
        if (!into.TryGrow(Math.Max(capacity, 1), most))
        {
            return Overload;
        }

        var reader = request.BodyReader;
        try
        {
            while (true)
            {
                var read = await reader.ReadAsync(cancellationToken);
                var length = into.Bytes.Length + read.Buffer.Length;
                if (length > maxBytes)
                {
                    reader.AdvanceTo(read.Buffer.Start);
                    return TooLarge(maxBytes);
                }

                if (!into.TryGrow((int)length, most))
                {
                    reader.AdvanceTo(read.Buffer.Start);
                    return Overload;
                }

                into.Append(read.Buffer);
                reader.AdvanceTo(read.Buffer.End);
                if (read.IsCompleted)
                {
                    return Failure.None;
                }
            }
        }
        catch (BadHttpRequestException exception) when (exception.StatusCode == StatusCodes.Status413PayloadTooLarge)
        {
            return TooLarge(maxBytes);
        }
        catch (BadHttpRequestException)
        {
            return Failure.BodyIncomplete;
        }
        catch (Exception exception) when (exception is OperationCanceledException or ConnectionResetException or IOException)
        {
            return Failure.ClientGone;
        }
    }

    private static RequestFailure Overload => new(Failure.Overloaded, null, TimeSpan.FromSeconds(1));

    private static RequestFailure TooLarge(int maxBytes) => new(Failure.BodyTooLarge, $"The limit is {maxBytes / (1024 * 1024)} MB.");

    private static RequestFailure CheckHead(HttpRequest request, int maxBytes)
    {
        if (request.Headers.ContentEncoding.Count > 0)
        {
            return Failure.BodyEncoded;
        }

        // Nearly all send just this.
        if (request.ContentType is not Json && !IsJson(request.ContentType))
        {
            return Failure.BodyMediaType;
        }

        return request.ContentLength > maxBytes ? TooLarge(maxBytes) : Failure.None;
    }

    private static bool IsJson(string? contentType) =>
        MediaTypeHeaderValue.TryParse(contentType, out var type)
        && type.MediaType.Equals(Json, StringComparison.OrdinalIgnoreCase)
        && (!type.Charset.HasValue || HeaderUtilities.RemoveQuotes(type.Charset).Equals(Encoding.UTF8.WebName, StringComparison.OrdinalIgnoreCase));
}
