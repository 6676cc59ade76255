using System.Text.Json;
using Sallyport.Gateway.Failures;
using Sallyport.Gateway.Hosting;
using Sallyport.Gateway.Upstream;

namespace Sallyport.Gateway.Tests;

/// <summary>An exchange without guards: bytes in, bytes out. It stands in for the exchange flow where a test is about everything around it.</summary>
internal sealed class PlainForwarder(IReadOnlyList<UpstreamTarget> targets, UpstreamClient client)
{
    public async ValueTask<RequestFailure> HandleAsync(IncomingRequest request)
    {
        string? model;
        try
        {
            using var document = JsonDocument.Parse(request.Body);
            model = document.RootElement.GetProperty("model").GetString();
        }
        catch (JsonException)
        {
            return Failure.RequestMalformed;
        }

        if (UpstreamRouter.Find(targets, request.Route, model!) is not { } target)
        {
            return Failure.ModelUnknown;
        }

        await using var reply = await client.SendAsync(target, request.Route, request.Caller.Tenant.Vault, request.Body, request.Http.Request.Headers, request.ClientLeft, request.Drain.Over);
        if (!reply.Failure.IsNone)
        {
            return reply.Failure;
        }

        var response = request.Http.Response;
        response.StatusCode = reply.Status;
        response.ContentType = reply.ContentHeaders.ContentType?.ToString();
        HeaderAllowLists.CopyResponse(reply, response.Headers, target.IsShared, isClean: static _ => true);
        var buffer = new byte[16 * 1024];
        while (true)
        {
            var read = await reply.ReadAsync(buffer);
            if (read.Failure != Failure.None)
            {
                return read.Failure;
            }

            if (read.IsEnd)
            {
                return Failure.None;
            }

            await response.Body.WriteAsync(buffer.AsMemory(0, read.Bytes), request.ClientLeft);
            await response.Body.FlushAsync(request.ClientLeft);
        }
    }
}
