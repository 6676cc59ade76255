using System.Buffers;
using System.Text.Json;
using Sallyport.Gateway.Failures;
using Sallyport.Gateway.Hosting;
using Sallyport.Gateway.Upstream;
using Sallyport.Pipeline;

namespace Sallyport.Gateway.Exchanges;

/// <summary>
/// Answers the list of models, and single entries of it, with the ones that a tenant's routes reach: those that its upstreams name, and those that an upstream without
/// such names lists itself. Written anew from the ids, so that nothing else of an upstream's answer passes.
/// </summary>
internal sealed class ModelList(UpstreamClient upstreams)
{
    private const int MaxAnswer = 4 << 20;
    private const int MaxModels = 2000;

    /// <summary>Answers with the list, or with the one entry of it that the path names; an upstream that can't be asked contributes the names that the routes have.</summary>
    public async ValueTask<RequestFailure> AnswerAsync(IncomingRequest request, TenantRuntime tenant)
    {
        var http = request.Http;
        var wanted = request.Route == ModelRoute.Model ? ModelRoutes.ModelOf(http.Request.Path.Value!) : null;
        var models = await CollectAsync(request, tenant, wanted);
        string? owner = null;
        if (wanted is not null && !models.TryGetValue(wanted, out owner))
        {
            return new RequestFailure(Failure.ModelUnknown, "It is none of those that GET /v1/models lists.");
        }

        var isAnthropic = ModelRoutes.SpeaksAnthropic(http.Request);
        var body = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(body))
        {
            if (wanted is not null)
            {
                WriteEntry(json, wanted, owner!, isAnthropic);
            }
            else
            {
                WriteList(json, models, isAnthropic);
            }
        }

        http.Response.ContentType = "application/json";
        http.Response.ContentLength = body.WrittenCount;
        await http.Response.Body.WriteAsync(body.WrittenMemory, request.ClientLeft);
        return Failure.None;
    }

    // Each model with the upstream that owns it. For one that is wanted, only the upstreams that could serve it count, up to the first that has it.
    private async ValueTask<SortedDictionary<string, string>> CollectAsync(IncomingRequest request, TenantRuntime tenant, string? wanted)
    {
        var models = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var target in tenant.Targets)
        {
            if (wanted is not null && (models.ContainsKey(wanted) || target.WeightFor(wanted) < 0))
            {
                continue;
            }

            foreach (var glob in target.Models)
            {
                if (glob.IsExact)
                {
                    models.TryAdd(glob.Pattern, target.Name);
                }
            }

            if (MayBeListed(wanted, models) && (target.Models.Count == 0 || target.Models.Any(glob => !glob.IsExact)))
            {
                await AddListedAsync(request, tenant, target, models);
            }
        }

        return models;
    }

    // Whether asking an upstream could tell anything that isn't known.
    private static bool MayBeListed(string? wanted, SortedDictionary<string, string> models) =>
        wanted is null || (!models.ContainsKey(wanted) && ExchangeRecord.IsModelName(wanted));

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

    private static void WriteList(Utf8JsonWriter json, SortedDictionary<string, string> models, bool isAnthropic)
    {
        json.WriteStartObject();
        if (!isAnthropic)
        {
            json.WriteString("object", "list");
        }

        json.WriteStartArray("data");
        foreach (var (id, owner) in models)
        {
            WriteEntry(json, id, owner, isAnthropic);
        }

        json.WriteEndArray();
        if (isAnthropic)
        {
            json.WriteBoolean("has_more", false);
            json.WriteString("first_id", models.Keys.FirstOrDefault());
            json.WriteString("last_id", models.Keys.LastOrDefault());
        }

        json.WriteEndObject();
    }

    private static void WriteEntry(Utf8JsonWriter json, string id, string owner, bool isAnthropic)
    {
        json.WriteStartObject();
        json.WriteString("id", id);
        if (isAnthropic)
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
}
