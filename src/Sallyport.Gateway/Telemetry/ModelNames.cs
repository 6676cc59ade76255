using System.Collections.Concurrent;

namespace Sallyport.Gateway.Telemetry;

/// <summary>
/// Which model names may become tags. A caller chooses the name, so it could be anything, and anything new each time: a name counts once an
/// upstream has answered for it, and a tenant has at most <see cref="MaxPerTenant"/>. Safe for concurrent use.
/// </summary>
internal sealed class ModelNames
{
    /// <summary>How many names of a tenant are kept apart.</summary>
    public const int MaxPerTenant = 64;

    private const int MaxTenants = 10_000;

    private readonly ConcurrentDictionary<string, ConcurrentDictionary<string, byte>> _known = new(StringComparer.Ordinal);

    /// <summary>The tag for a name, or null where it has to be left out.</summary>
    /// <param name="tenant">Whose exchange.</param>
    /// <param name="model">The name, if it looks like one.</param>
    /// <param name="isAnswered">Whether an upstream has answered for it.</param>
    public string? TagOf(string tenant, string? model, bool isAnswered)
    {
        if (model is null)
        {
            return null;
        }

        if (!_known.TryGetValue(tenant, out var names))
        {
            if (!isAnswered || _known.Count >= MaxTenants)
            {
                return null;
            }

            names = _known.GetOrAdd(tenant, static _ => new(StringComparer.Ordinal));
        }

        return names.ContainsKey(model) || (isAnswered && names.Count < MaxPerTenant && names.TryAdd(model, 0)) ? model : null;
    }
}
