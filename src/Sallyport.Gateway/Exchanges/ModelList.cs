using System.Buffers;
using System.Text.Json;
using Sallyport.Gateway.Failures;
using Sallyport.Gateway.Hosting;
using Sallyport.Gateway.Upstream;
using Sallyport.Pipeline;

namespace Sallyport.Gateway.Exchanges;

/// <summary>
/// Answers the list of models with the ones that a tenant's routes reach: those that its upstreams name, and those that an upstream without
/// such names lists itself. Written anew from the ids, so that nothing else of an upstream's answer passes.
/// </summary>
internal sealed class ModelList(UpstreamClient upstreams)
{
    private const int MaxAnswer = 4 << 20;
    private const int MaxModels = 2000;

    /// <summary>Answers the request; an upstream that can't be asked contributes the names that the routes have.</summary>
    public async ValueTask<RequestFailure> AnswerAsync(IncomingRequest request, TenantRuntime tenant)
    {
        var models = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var target in tenant.Targets)
        {
            foreach (var glob in target.Models)
            {
                if (glob.IsExact)
                {
                    models.TryAdd(glob.Pattern, target.Name);
                }
            }

            if (target.Models.Count == 0 || target.Models.Any(glob => !glob.IsExact))
            {
                await AddListedAsync(request, tenant, target, models);
            }
        }

        var body = new ArrayBufferWriter<byte>();
        Write(body, models, ModelRoutes.SpeaksAnthropic(request.Http.Request));
        var response = request.Http.Response;
        response.ContentType = "application/json";
        response.ContentLength = body.WrittenCount;
        await response.Body.WriteAsync(body.WrittenMemory, request.ClientLeft);
        return Failure.None;
    }

    private async ValueTask AddListedAsync(IncomingRequest request, TenantRuntime tenant, UpstreamTarget target, SortedDictionary<string, string> models)
    {
        await using var reply = await upstreams.SendAsync(
            target, ModelRoute.Models, tenant.Snapshot.Vault, default, request.Http.Request.Headers, request.ClientLeft, request.Drain.Over);
        if (!reply.Failure.IsNone || reply.Status != 200)
        {
            return;
        }

        var body = new ArrayBufferWriter<byte>();
        while (body.WrittenCount <= MaxAnswer)
        {
            var read = await reply.ReadAsync(body.GetMemory(16 << 10));
            if (read.Failure != Failure.None)
            {
                return;
            }

            if (read.IsEnd)
            {
                Add(body.WrittenMemory, target, models);
                return;
            }

            body.Advance(read.Bytes);
        }
    }

    private static void Add(ReadOnlyMemory<byte> body, UpstreamTarget target, SortedDictionary<string, string> models)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            if (document.RootElement.ValueKind != JsonValueKind.Object || !document.RootElement.TryGetProperty("data", out var data) || data.ValueKind != JsonValueKind.Array)
            {
                return;
            }

            foreach (var item in data.EnumerateArray())
            {
                if (models.Count < MaxModels
                    && item.ValueKind == JsonValueKind.Object
                    && item.TryGetProperty("id", out var id)
                    && id.ValueKind == JsonValueKind.String
                    && id.GetString() is { } name
                    && ExchangeRecord.IsModelName(name)
                    && target.WeightFor(name) >= 0)
                {
                    models.TryAdd(name, target.Name);
                }
            }
        }
        catch (JsonException)
        {
            // An upstream without a readable list contributes none; its models can still be called.
        }
    }

    private static void Write(IBufferWriter<byte> to, SortedDictionary<string, string> models, bool anthropic)
    {
        using var json = new Utf8JsonWriter(to);
        json.WriteStartObject();
        if (!anthropic)
        {
            json.WriteString("object", "list");
        }

        json.WriteStartArray("data");
        foreach (var (id, owner) in models)
        {
            json.WriteStartObject();
            json.WriteString("id", id);
            if (anthropic)
            {
                json.WriteString("type", "model");
                json.WriteString("display_name", id);
                json.WriteString("created_at", "1970-01-01T00:00:00Z");
            }
            else
            {
                json.WriteString("object", "model");
                json.WriteNumber("created", 0);
                json.WriteString("owned_by", owner);
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
        if (anthropic)
        {
            json.WriteBoolean("has_more", false);
            json.WriteString("first_id", models.Keys.FirstOrDefault());
            json.WriteString("last_id", models.Keys.LastOrDefault());
        }

        json.WriteEndObject();
    }
}
