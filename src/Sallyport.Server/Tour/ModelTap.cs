using System.Net.Http.Headers;

namespace Sallyport.Server.Tour;

/// <summary>Stands between the gateway and the demo model and keeps the last request and answer, as a model's provider would have them.</summary>
internal sealed class ModelTap(HttpMessageHandler model) : DelegatingHandler(model)
{
    /// <summary>What the model was sent last; empty where nothing was.</summary>
    public byte[] Asked { get; private set; } = [];

    /// <summary>What the model said last.</summary>
    public byte[] Said { get; private set; } = [];

    /// <summary>Forgets both.</summary>
    public void Forget() => (Asked, Said) = ([], []);

    /// <inheritdoc/>
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        Asked = request.Content is null ? [] : await request.Content.ReadAsByteArrayAsync(cancellationToken);
        var response = await base.SendAsync(request, cancellationToken);
        Said = await response.Content.ReadAsByteArrayAsync(cancellationToken);
        MediaTypeHeaderValue? type = response.Content.Headers.ContentType;
        response.Content = new ByteArrayContent(Said);
        response.Content.Headers.ContentType = type;
        return response;
    }
}
