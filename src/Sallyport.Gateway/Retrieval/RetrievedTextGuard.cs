using System.Text;
using Sallyport.Detection;
using Sallyport.Gateway.Exchanges;
using Sallyport.Gateway.Isolation;
using Sallyport.Masking;
using Sallyport.Pipeline;
using Sallyport.Policy;
using Sallyport.Retrieval.Chunking;
using Sallyport.Retrieval.Ingestion;
using Sallyport.Tenancy;
using Sallyport.Text;

namespace Sallyport.Gateway.Retrieval;

/// <summary>
/// Looks at a document's text as input that was retrieved: under the clean room's own policy, then under the tenant's; when it is ingested, and again each time it is about to leave.
/// What a detector could not read is kept back too. Safe for concurrent use.
/// </summary>
/// <param name="quarantine">The clean room's own policy.</param>
/// <param name="directory">The tenants.</param>
/// <param name="tenants">What holds for each.</param>
/// <param name="turns">Long texts take turns with those of exchanges.</param>
/// <param name="breaches">Told of texts that hold another tenant's canary.</param>
internal sealed class RetrievedTextGuard(PolicySnapshot quarantine, TenantDirectory directory, TenantRuntimes tenants, InspectionTurns turns, BreachJournal breaches) : ChunkInspector
{
    // Policies may except a key; no exception is the ingestion's.
    private static readonly KeyId Nobody = KeyId.New();

    /// <summary>The guard that keeps a text from a principal; null where none does.</summary>
    /// <exception cref="IsolationBreachException">The text is another tenant's; that is recorded.</exception>
    public async ValueTask<string?> LookAsync(TenantRuntime tenant, Principal principal, ExchangeId exchange, string text, CancellationToken cancellationToken)
    {
        var (guard, _) = await ReadAsync(tenant, principal, text, cancellationToken);
        if (guard != GuardPlan.Isolation)
        {
            return guard;
        }

        await breaches.ReportAsync(principal.Tenant, tenant.Canaries.TakeOwners(), "search", exchange.Value, principal.Key);
        throw new IsolationBreachException();
    }

    /// <inheritdoc/>
    public override async ValueTask<ChunkInspection> InspectAsync(TenantVault vault, Chunk chunk, CancellationToken cancellationToken)
    {
        var snapshot = directory.Find(vault.Tenant) ?? throw new InvalidOperationException("The tenant is gone.");
        var tenant = tenants.For(snapshot);
        var (guard, findings) = await ReadAsync(tenant, new Principal(vault.Tenant, Nobody, null, Scopes.Ingest), chunk.Text, cancellationToken);
        if (guard == GuardPlan.Isolation)
        {
            await breaches.ReportAsync(vault.Tenant, tenant.Canaries.TakeOwners(), "document", null, null);
        }

        // What a reader of the document doesn't see has no place in an answer from it.
        return new(chunk.IsHidden || guard is not null, findings);
    }

    private async ValueTask<(string? Guard, IReadOnlyList<Finding> Findings)> ReadAsync(TenantRuntime tenant, Principal principal, string text, CancellationToken cancellationToken)
    {
        using var turn = text.Length > InspectionTurns.ShortLength ? await turns.EnterAsync(principal.Tenant, cancellationToken) : null;
        var room = await ReadAsync(quarantine, tenant, principal, text, turn, cancellationToken);
        var own = await ReadAsync(tenant.Policy, tenant, principal, text, turn, cancellationToken);
        return (own.Guard == GuardPlan.Isolation ? own.Guard : room.Guard ?? own.Guard, [.. room.Findings.Union(own.Findings)]);
    }

    private static async ValueTask<(string? Guard, IEnumerable<Finding> Findings)> ReadAsync(
        PolicySnapshot policy, TenantRuntime tenant, Principal principal, string text, InspectionTurn? turn, CancellationToken cancellationToken)
    {
        var scope = new ExchangeScope
        {
            Id = default,
            Principal = principal,
            Policy = policy,
            Plans = policy.PlansFor(new PlanContext("", principal.Agent, principal.Key)),
            Input = tenant.Inspection,
            Memory = tenant.Memory,
            Masks = new MaskTable(tenant.Snapshot.Vault.Digest("mask.table", Encoding.ASCII.GetBytes(principal.Key.Value))),
        };
        var inspection = await InputInspection.RunAsync(scope, [new Segment(0, Origin.Retrieved, Trust.Untrusted, Form.Text, text.AsMemory())], turn, cancellationToken);
        var segment = inspection.Segments[0];
        var guard = segment.BlockedBy ?? (segment.Unreachable.Count > 0 ? segment.Unreachable[0] : null);
        return (guard, segment.Findings.Kept.Select(static judged => judged.Finding));
    }
}
