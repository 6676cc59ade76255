using Sallyport.Gateway.Hosting;

namespace Sallyport.Gateway.Upstream;

/// <summary>Finds the upstream for a model: the most specific pattern wins, and among equals the first.</summary>
internal static class UpstreamRouter
{
    // A name longer than any model's is not worth comparing.
    private const int LongestModel = 256;

    /// <summary>The upstream, or null where none serves the model on this route.</summary>
    /// <param name="targets">The tenant's own upstreams, then the operator's.</param>
    /// <param name="route">The route, which an upstream has to speak.</param>
    /// <param name="model">The model's name as the request has it; it is passed on unchanged.</param>
    public static UpstreamTarget? Find(IReadOnlyList<UpstreamTarget> targets, ModelRoute route, string model)
    {
        if (model.Length > LongestModel)
        {
            return null;
        }

        UpstreamTarget? best = null;
        var bestWeight = -1;
        foreach (var target in targets)
        {
            var weight = target.AddressFor(route) is null ? -1 : target.WeightFor(model);
            if (weight > bestWeight)
            {
                best = target;
                bestWeight = weight;
            }
        }

        return best;
    }
}
