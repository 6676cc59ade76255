using Sallyport.Detection;
using Sallyport.Gateway.Exchanges;
using Sallyport.Gateway.Isolation;
using Sallyport.Gateway.RemoteGuards;
using Sallyport.Hosting;
using Sallyport.Ledger;
using Sallyport.Recording;
using Sallyport.Retrieval.Library;
using Sallyport.Rotation;
using Sallyport.Tenancy;

namespace Sallyport.Gateway.Admin;

/// <summary>What the admin API is a thin layer over. The services record each act of administration themselves.</summary>
internal sealed record AdminServices
{
    /// <summary>What callers present. A secret.</summary>
    public required string Token { get; init; }

    public required TenantAdministration Tenants { get; init; }

    public required KeyAdministration Keys { get; init; }

    public required UpstreamAdministration Upstreams { get; init; }

    public required EmbedderAdministration Embedders { get; init; }

    /// <summary>What is attached to tenants' vector stores.</summary>
    public required StoreFiles StoreFiles { get; init; }

    public required PolicyAdministration Policies { get; init; }

    /// <summary>What policies may ask, so that one which asks for something else is not taken.</summary>
    public required OwnClassifiers Classifiers { get; init; }

    public required KnownSecretAdministration KnownSecrets { get; init; }

    public required ExemplarAdministration Exemplars { get; init; }

    public required ExemplarAdmission ExemplarAdmission { get; init; }

    public required TenantVaults Vaults { get; init; }

    /// <summary>Erases months of records.</summary>
    public required RecordShredding RecordShredding { get; init; }

    /// <summary>Rotations of tenants' data keys.</summary>
    public required TenantKeyRotations KeyRotations { get; init; }

    /// <summary>Refreshed after each change, so that this server knows it before the call is answered.</summary>
    public required TenantDirectory Directory { get; init; }

    public required LedgerWriter Ledger { get; init; }

    public required Recorder Recorder { get; init; }

    /// <summary>The way to sealed content, which ledgers each look.</summary>
    public ContentLooks Looks => new(Recorder, Ledger, Actor);

    /// <summary>What the detectors in use can find, so that a policy with a misspelt kind is not taken.</summary>
    public IReadOnlyCollection<FindingKind> Kinds { get; init; } = GatewayDetectors.Kinds;

    public required ILedgerStore LedgerStore { get; init; }

    public required CheckpointPublisher Checkpoints { get; init; }

    public required InstanceSigningKey SigningKey { get; init; }

    /// <summary>Checks that tenants are kept apart; null where nothing does.</summary>
    public IsolationWatch? Isolation { get; init; }

    /// <summary>OpenTelemetry's own settings (<c>OTEL_...</c>), as the operator's environment has them.</summary>
    public IReadOnlyDictionary<string, string?> TelemetrySettings { get; init; } = new Dictionary<string, string?>();

    /// <summary>The name under which the admin API acts in ledgers.</summary>
    public const string Actor = "admin api";

    /// <summary>The tenant of a name or id, as a path has it.</summary>
    /// <exception cref="TenancyException">There is none.</exception>
    public async Task<TenantId> FindTenantAsync(string nameOrId, CancellationToken cancellationToken) =>
        (await Tenants.FindAsync(nameOrId, cancellationToken)).Id;

    /// <summary>As <see cref="FindTenantAsync"/>, a deleted tenant too, by its id: for its ledger, which outlives it.</summary>
    /// <exception cref="TenancyException">There is none, nor ever was.</exception>
    public async Task<TenantId> FindLedgerAsync(string nameOrId, CancellationToken cancellationToken) =>
        (await Tenants.FindWithDeletedAsync(nameOrId, cancellationToken)).Id;

    /// <summary>Reads a tenant's ledger.</summary>
    /// <exception cref="TenancyException">There is no such tenant.</exception>
    public async Task<LedgerReader> OpenLedgerAsync(TenantId tenant, CancellationToken cancellationToken) =>
        new(LedgerStore, await Vaults.OpenAsync(tenant, cancellationToken));
}
