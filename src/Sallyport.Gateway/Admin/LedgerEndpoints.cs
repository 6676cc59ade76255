using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Sallyport.Ledger;
using Sallyport.Pipeline;
using Sallyport.Tenancy;

namespace Sallyport.Gateway.Admin;

/// <summary>A tenant's ledger: entries, all of one exchange, checkpoints, proofs, export. A deleted tenant's too, by its id; its exchanges are explained no more.</summary>
internal sealed class LedgerEndpoints(AdminServices services)
{
    private const int MaxPage = 200;

    public void Map(RouteGroupBuilder root)
    {
        root.MapGet("/exchanges/{exchange}", ExplainAsync).WithTags("Ledger")
            .WithSummary("All that the ledger knows of an exchange")
            .WithDescription("With a reason, where findings stood and why they were made is unsealed too; that look, with the reason, is ledgered first.");
        var group = root.MapGroup("/tenants/{tenant}/ledger").WithTags("Ledger");
        group.MapGet("/", GetAsync).WithSummary("The ledger's size, last checkpoint and public key");
        group.MapGet("/entries", ListAsync).WithSummary("Entries, newest first");
        group.MapGet("/entries/{index:long}/proof", ProveAsync).WithSummary("A proof that an entry stands in the ledger, for 'sallyport ledger verify'");
        group.MapPost("/checkpoints", SignAsync).WithSummary("Sign a checkpoint of the ledger as it is now");
        group.MapGet("/export", ExportAsync).WithSummary("The whole ledger, or its part from an entry on, as JSON lines that can be verified without this server");
    }

    private async Task<Results<Ok<Explanation>, JsonHttpResult<JsonObject>>> ExplainAsync(string exchange, CancellationToken cancellationToken, string? reason = null)
    {
        if (ExchangeId.TryParse(exchange, null, out var id))
        {
            foreach (var tenant in await services.Tenants.ListAsync(cancellationToken))
            {
                var reader = await services.OpenLedgerAsync(tenant.Id, cancellationToken);
                var entries = await reader.FindExchangeAsync(id.Value, cancellationToken);
                if (entries.Count > 0)
                {
                    return TypedResults.Ok(new Explanation(
                        id.Value,
                        tenant.Id.Value,
                        await DescribeAsync(reader, id, entries, reason, cancellationToken),
                        await reader.FindCheckpointAsync(entries[^1].Index, cancellationToken) is { } checkpoint ? CheckpointView.Of(checkpoint) : null));
                }
            }
        }

        return NotFound($"The ledgers know no exchange '{exchange}'.");
    }

    private async Task<Ok<LedgerView>> GetAsync(string tenant, CancellationToken cancellationToken)
    {
        var owner = await services.FindLedgerAsync(tenant, cancellationToken);
        var last = await services.LedgerStore.ReadLastCheckpointAsync(owner, cancellationToken);
        return TypedResults.Ok(new LedgerView(
            owner.Value, await CountAsync(owner, cancellationToken), services.SigningKey.VerifierKey, last is null ? null : CheckpointView.Of(last)));
    }

    private async Task<Ok<EntryList>> ListAsync(string tenant, CancellationToken cancellationToken, long? before = null, int count = 50, string? kind = null)
    {
        if (count is < 1 or > MaxPage || before < 0)
        {
            throw new TenancyException(TenancyFailure.Invalid, $"'count' is 1 to {MaxPage}, 'before' an entry's index.");
        }

        var owner = await services.FindLedgerAsync(tenant, cancellationToken);
        var entries = await services.LedgerStore.ReadNewestAsync(owner, before ?? long.MaxValue, count, kind, cancellationToken);
        return TypedResults.Ok(new EntryList(
            [.. entries.Select(static row => EntryView.Of(LedgerEntry.Read(row)))], entries.Count == count && entries[^1].Index > 0 ? entries[^1].Index : null));
    }

    private async Task<Results<ContentHttpResult, JsonHttpResult<JsonObject>>> ProveAsync(string tenant, long index, CancellationToken cancellationToken)
    {
        var owner = await services.FindLedgerAsync(tenant, cancellationToken);
        var proof = index < 0 ? null : await LedgerProof.ForEntryAsync(services.LedgerStore, services.Checkpoints, owner, index, cancellationToken);
        return proof is null ? NotFound($"The ledger has no entry {index}.") : TypedResults.Content(proof.ToJson(), "application/json", Encoding.UTF8);
    }

    private async Task<Ok<CheckpointView>> SignAsync(string tenant, CancellationToken cancellationToken)
    {
        var owner = await services.FindLedgerAsync(tenant, cancellationToken);
        return TypedResults.Ok(CheckpointView.Of(await services.Checkpoints.SignAsync(owner, cancellationToken)));
    }

    private async Task<PushStreamHttpResult> ExportAsync(string tenant, CancellationToken cancellationToken, long from = 0)
    {
        var owner = await services.FindLedgerAsync(tenant, cancellationToken);
        if (from < 0 || from > await CountAsync(owner, cancellationToken))
        {
            throw new TenancyException(TenancyFailure.Invalid, "'from' is the index of an entry.");
        }

        var export = new LedgerExport(services.LedgerStore, services.Checkpoints, services.SigningKey);
        return TypedResults.Stream(
            stream => export.WriteAsync(owner, stream, from, null, cancellationToken), "application/jsonl", $"ledger-{owner}.jsonl");
    }

    // Without the vault, which a deleted tenant has no more: what is read here is not sealed.
    private async Task<long> CountAsync(TenantId owner, CancellationToken cancellationToken) =>
        (await services.LedgerStore.ReadHeadAsync(owner, cancellationToken))?.Size ?? 0;

    private async Task<IReadOnlyList<EntryView>> DescribeAsync(
        LedgerReader reader, ExchangeId id, IReadOnlyList<LedgerEntry> entries, string? reason, CancellationToken cancellationToken)
    {
        if (reason is null)
        {
            return [.. entries.Select(static entry => EntryView.Of(entry))];
        }

        var opened = await services.Looks.OpenPayloadsAsync(reader, id.Value, entries, reason, cancellationToken);
        return
        [
            .. entries.Select(entry => EntryView.Of(
                entry, entry.Payloads.ToDictionary(static payload => payload.Name, payload => JsonElement.Parse(opened[(entry.Index, payload.Name)]), StringComparer.Ordinal))),
        ];
    }

    private static JsonHttpResult<JsonObject> NotFound(string detail) => AdminProblems.Of(StatusCodes.Status404NotFound, "not_found", detail);

    internal sealed record Explanation(string Exchange, string Tenant, IReadOnlyList<EntryView> Entries, CheckpointView? Checkpoint);

    internal sealed record LedgerView(string Tenant, long Entries, string PublicKey, CheckpointView? LastCheckpoint);

    internal sealed record EntryList(IReadOnlyList<EntryView> Entries, long? Before);

    internal sealed record EntryView(
        long Index,
        DateTimeOffset Time,
        string Kind,
        string? Exchange,
        string? Principal,
        string? Actor,
        JsonElement? Facts,
        IReadOnlyList<string> Sealed,
        IReadOnlyDictionary<string, JsonElement>? Unsealed)
    {
        public static EntryView Of(LedgerEntry entry, IReadOnlyDictionary<string, JsonElement>? unsealed = null) => new(
            entry.Index,
            entry.Time,
            entry.Kind,
            entry.Exchange,
            entry.Principal,
            entry.Actor,
            entry.Facts,
            [.. entry.Payloads.Select(static payload => payload.Name)],
            unsealed);
    }

    internal sealed record CheckpointView(long Epoch, long Size, DateTimeOffset Time, string Note)
    {
        public static CheckpointView Of(StoredCheckpoint checkpoint) =>
            new(checkpoint.Epoch, checkpoint.Size, DateTimeOffset.FromUnixTimeMilliseconds(checkpoint.Time), checkpoint.Note);
    }
}
