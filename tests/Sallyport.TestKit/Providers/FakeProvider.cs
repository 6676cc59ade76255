using System.Collections.Concurrent;
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

    private FakeProvider(Func<SeenRequest, FakeAnswer>? answer)
    {
        _answer = answer;
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = null;
            kestrel.Listen(System.Net.IPAddress.Loopback, 0, static listen => listen.Protocols = HttpProtocols.Http1);
        });
        _app = builder.Build();
        _app.Run(HandleAsync);
    }

    /// <summary>The base address, without a path.</summary>
    public Uri Address { get; private set; } = null!;

    /// <summary>What came, in order.</summary>
    public IReadOnlyList<SeenRequest> Requests => [.. _seen];

    /// <summary>Starts a provider that gives the answers in order, and the last one again and again.</summary>
    public static Task<FakeProvider> StartAsync(params FakeAnswer[] answers) => StartAsync(null, answers);

    /// <summary>Starts a provider that answers by what it is asked.</summary>
    public static Task<FakeProvider> StartAsync(Func<SeenRequest, FakeAnswer> answer) => StartAsync(answer, []);

    public async ValueTask DisposeAsync()
    {
        using var now = new CancellationTokenSource(TimeSpan.Zero);
        await _app.StopAsync(now.Token);
        await _app.DisposeAsync();
    }

    private static async Task<FakeProvider> StartAsync(Func<SeenRequest, FakeAnswer>? answer, FakeAnswer[] answers)
    {
        var provider = new FakeProvider(answer);
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
        var seen = new SeenRequest(context.Request.Method, context.Request.Path + context.Request.QueryString, headers, body.ToArray());
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
