using System.Collections.Concurrent;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;

namespace Sallyport.TestKit.Providers;

/// <summary>A model provider on 127.0.0.1 that answers as scripted and remembers what it was asked.</summary>
public sealed class FakeProvider : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentQueue<SeenRequest> _seen = new();
    private readonly ConcurrentQueue<FakeAnswer> _answers = new();
    private readonly Func<SeenRequest, FakeAnswer>? _answer;

    private FakeProvider(Func<SeenRequest, FakeAnswer>? answer, X509Certificate2? certificate)
    {
        _answer = answer;
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore();
        if (certificate is not null)
        {
            builder.WebHost.UseKestrelHttpsConfiguration();
        }

        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = null;
            kestrel.Listen(System.Net.IPAddress.Loopback, 0, listen =>
            {
                listen.Protocols = certificate is null ? HttpProtocols.Http1 : HttpProtocols.Http1AndHttp2;
                if (certificate is not null)
                {
                    listen.UseHttps(certificate);
                }
            });
        });
        _app = builder.Build();
        _app.Run(HandleAsync);
    }

    /// <summary>The base address, without a path.</summary>
    public Uri Address { get; private set; } = null!;

    /// <summary>What came, in order.</summary>
    public IReadOnlyList<SeenRequest> Requests => [.. _seen];

    /// <summary>Starts a provider that gives the answers in order, and the last one again and again.</summary>
    public static Task<FakeProvider> StartAsync(params FakeAnswer[] answers) => StartAsync(null, answers, null);

    /// <summary>Starts a provider over TLS, which speaks HTTP/2 to whoever can.</summary>
    public static Task<FakeProvider> StartAsync(X509Certificate2 certificate, FakeAnswer answer) => StartAsync(null, [answer], certificate);

    /// <summary>Starts a provider that answers by what it is asked.</summary>
    public static Task<FakeProvider> StartAsync(Func<SeenRequest, FakeAnswer> answer) => StartAsync(answer, [], null);

    public async ValueTask DisposeAsync()
    {
        using var now = new CancellationTokenSource(TimeSpan.Zero);
        await _app.StopAsync(now.Token);
        await _app.DisposeAsync();
    }

    private static async Task<FakeProvider> StartAsync(Func<SeenRequest, FakeAnswer>? answer, FakeAnswer[] answers, X509Certificate2? certificate)
    {
        var provider = new FakeProvider(answer, certificate);
        foreach (var scripted in answers)
        {
            provider._answers.Enqueue(scripted);
        }

        await provider._app.StartAsync();
        var addresses = provider._app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses;
        provider.Address = new Uri(addresses.First());
        return provider;
    }

    private async Task HandleAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body);
        var headers = context.Request.Headers.ToDictionary(static h => h.Key, static h => h.Value.ToString(), StringComparer.OrdinalIgnoreCase);
        var seen = new SeenRequest(context.Request.Method, context.Request.Path + context.Request.QueryString, headers, body.ToArray()) { Protocol = context.Request.Protocol };
        _seen.Enqueue(seen);
        var answer = _answer?.Invoke(seen) ?? Next();
        await answer.WriteAsync(context);
    }

    private FakeAnswer Next()
    {
        if (_answers.Count > 1 && _answers.TryDequeue(out var answer))
        {
            return answer;
        }

        return _answers.TryPeek(out var last) ? last : FakeAnswer.Json("{}");
    }
}
