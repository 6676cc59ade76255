using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Sallyport.TestKit.Providers;

/// <summary>A scripted answer: status, headers and a list of steps. Built by chaining; each call returns a new answer.</summary>
public sealed record FakeAnswer
{
    private IReadOnlyList<Func<HttpContext, Task>> Steps { get; init; } = [];

    private int Status { get; init; } = 200;

    private string ContentType { get; init; } = "application/json";

    private IReadOnlyList<(string Name, string Value)> Headers { get; init; } = [];

    /// <summary>Told when the gateway's connection for this answer is gone.</summary>
    public TaskCompletionSource Abandoned { get; private init; } = New();

    /// <summary>A whole JSON answer.</summary>
    public static FakeAnswer Json(string body, int status = 200) =>
        new FakeAnswer { Status = status }.Length(Encoding.UTF8.GetByteCount(body)).Send(body);

    /// <summary>A stream of events: each text becomes one <c>data:</c> event and one flush.</summary>
    public static FakeAnswer Events(params string[] data)
    {
        var answer = new FakeAnswer { ContentType = "text/event-stream" };
        return data.Aggregate(answer, static (built, text) => built.Send($"data: {text}\n\n"));
    }

    /// <summary>A stream of raw pieces, each flushed by itself.</summary>
    public static FakeAnswer Raw(string contentType, params byte[][] pieces) =>
        pieces.Aggregate(new FakeAnswer { ContentType = contentType }, static (built, piece) => built.Send(piece));

    /// <summary>The same under another status.</summary>
    public FakeAnswer Under(int status) => this with { Status = status, Abandoned = Abandoned };

    public FakeAnswer With(string header, string value) => this with { Headers = [.. Headers, (header, value)], Abandoned = Abandoned };

    public FakeAnswer Send(string text) => Send(Encoding.UTF8.GetBytes(text));

    public FakeAnswer Send(byte[] bytes) => Then(async context =>
    {
        await context.Response.Body.WriteAsync(bytes);
        await context.Response.Body.FlushAsync();
    });

    /// <summary>Waits for a task, which the test completes.</summary>
    public FakeAnswer WaitFor(Task task) => Then(_ => task);

    /// <summary>Sends nothing more until the gateway goes away.</summary>
    public FakeAnswer Stall() => Then(async context =>
    {
        await context.Response.StartAsync();
        await context.Response.Body.FlushAsync();
        await Gone(context).Task;
    });

    /// <summary>Sends nothing at all, not even a head, until the gateway goes away.</summary>
    public FakeAnswer Silence() => Then(context => Gone(context).Task);

    /// <summary>Drops the connection.</summary>
    public FakeAnswer Abort() => Then(context =>
    {
        context.Abort();
        return Task.CompletedTask;
    });

    /// <summary>Sends a piece over and over until the gateway goes away or the count is reached.</summary>
    public FakeAnswer Repeat(string text, int count) => Then(async context =>
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        for (var i = 0; i < count && !context.RequestAborted.IsCancellationRequested; i++)
        {
            await context.Response.Body.WriteAsync(bytes, context.RequestAborted);
        }
    });

    internal async Task WriteAsync(HttpContext context)
    {
        context.RequestAborted.Register(() => Abandoned.TrySetResult());
        context.Response.StatusCode = Status;
        context.Response.ContentType = ContentType;
        foreach (var (name, value) in Headers)
        {
            context.Response.Headers[name] = value;
        }

        context.Features.Get<IHttpResponseBodyFeature>()!.DisableBuffering();
        try
        {
            foreach (var step in Steps)
            {
                await step(context);
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or IOException)
        {
            Abandoned.TrySetResult();
        }
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private static TaskCompletionSource Gone(HttpContext context)
    {
        var gone = New();
        context.RequestAborted.Register(() => gone.TrySetResult());
        return gone;
    }

    private FakeAnswer Length(int bytes) => With("Content-Length", bytes.ToString(System.Globalization.CultureInfo.InvariantCulture));

    private FakeAnswer Then(Func<HttpContext, Task> step) => this with { Steps = [.. Steps, step] };
}
