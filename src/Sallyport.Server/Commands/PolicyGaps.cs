using Sallyport.Detection;
using Sallyport.Detection.Exemplars;
using Sallyport.Detection.KnownSecrets;
using Sallyport.Policy;
using Sallyport.Server.Serving;
using Sallyport.Tenancy;

namespace Sallyport.Server.Commands;

/// <summary>Tells where a tenant's own policy leaves what was registered without a consequence. Presets have guards for all of it.</summary>
internal static class PolicyGaps
{
    /// <summary>Says on standard error that known secrets may leave in answers, where that is so.</summary>
    public static async Task TellOfSecretsAsync(TenantScope on, CancellationToken cancellationToken)
    {
        if (await OfAsync(on, KnownSecretDetector.Kind, GuardDirection.Output, cancellationToken) is { } policy)
        {
            await Console.Error.WriteLineAsync(
                $"sallyport: {policy} has no enforced guard for 'secret.known' in answers, so the known secrets of '{on.Tenant.Name}' may leave in them. Name 'secret' under the 'findings' of one.");
        }
    }

    /// <summary>Says on standard error that texts like confirmed attacks reach the model, where that is so.</summary>
    public static async Task TellOfExemplarsAsync(TenantScope on, CancellationToken cancellationToken)
    {
        if (await OfAsync(on, ExemplarDetector.Kind, GuardDirection.Input, cancellationToken) is { } policy)
        {
            await Console.Error.WriteLineAsync(
                $"sallyport: {policy} has no enforced guard for 'injection.exemplar' in prompts, so texts like the confirmed attacks of '{on.Tenant.Name}' pass. docs/guide/exemplars.md has one.");
        }
    }

    // Null where some guard acts, and where the tenant has no policy of its own.
    private static async Task<string?> OfAsync(TenantScope on, FindingKind kind, GuardDirection way, CancellationToken cancellationToken)
    {
        var policies = on.Installation.Policies;
        if ((await policies.ListAsync(on.Tenant.Id, cancellationToken)).FirstOrDefault(static version => version.State == PolicyState.Active) is not { } active)
        {
            return null;
        }

        var document = PolicyFile.Read(await policies.ReadTextAsync(on.Tenant.Id, active.Version, cancellationToken)).Document;
        return document is null || document.Guards.Any(guard => Acts(guard, kind, way)) ? null : $"the policy in force, version {active.Version},";
    }

    private static bool Acts(PolicyGuard guard, FindingKind kind, GuardDirection way) =>
        guard.Mode == GuardMode.Enforce && guard.Action > GuardAction.Flag && guard.Directions.Contains(way) && GuardRule.Covers(guard.Findings, kind);
}
