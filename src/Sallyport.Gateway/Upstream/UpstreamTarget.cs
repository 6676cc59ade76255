using Sallyport.Gateway.Hosting;
using Sallyport.Tenancy;

namespace Sallyport.Gateway.Upstream;

/// <summary>One upstream as a tenant may use it: address, credential, models and limits in time. Immutable.</summary>
internal sealed class UpstreamTarget
{
    private readonly Uri?[] _addresses = new Uri?[Enum.GetValues<ModelRoute>().Length];

    /// <summary>An upstream.</summary>
    /// <param name="name">Its name in settings, logs and metrics.</param>
    /// <param name="kind">What it speaks.</param>
    /// <param name="address">Its base address, with or without the version's path segment.</param>
    /// <param name="models">Which models it serves; none means all.</param>
    /// <param name="credential">The secret to present, or null for none.</param>
    public UpstreamTarget(string name, UpstreamKind kind, Uri address, IReadOnlyList<ModelGlob> models, string? credential)
    {
        Name = name;
        Kind = kind;
        Address = address;
        Models = models;
        Credential = credential;
        BearerHeader = credential is null ? null : "Bearer " + credential;

        foreach (var route in Enum.GetValues<ModelRoute>())
        {
            _addresses[(int)route] = AddressOf(route);
        }
    }

    /// <summary>Its name in settings, logs and metrics.</summary>
    public string Name { get; }

    /// <summary>What it speaks.</summary>
    public UpstreamKind Kind { get; }

    /// <summary>Its base address as set.</summary>
    public Uri Address { get; }

    /// <summary>Which models it serves; empty means all.</summary>
    public IReadOnlyList<ModelGlob> Models { get; }

    /// <summary>The secret to present, or null for none. Never log it.</summary>
    public string? Credential { get; }

    /// <summary>The credential as an Authorization header's value.</summary>
    public string? BearerHeader { get; }

    /// <summary>Whether the operator's own file or command line names it, so that its address may point inward.</summary>
    public bool IsOperatorNamed { get; init; }

    /// <summary>Whether several tenants use this credential, so that what it tells about its use stays here.</summary>
    public bool IsShared { get; init; }

    /// <summary>How long it may take.</summary>
    public UpstreamTimeouts Timeouts { get; init; } = UpstreamTimeouts.Standard;

    /// <summary>Answers in the process in place of the network (the demo), or null.</summary>
    public HttpMessageHandler? InProcess { get; init; }

    /// <summary>How specifically it serves a model: the weight of its best pattern, 0 for "all models", -1 for not at all.</summary>
    public int WeightFor(string model)
    {
        var best = Models.Count == 0 ? 0 : -1;
        foreach (var glob in Models)
        {
            if (glob.Matches(model))
            {
                best = Math.Max(best, glob.Weight);
            }
        }

        return best;
    }

    /// <summary>Whether its settings list a model by this very name.</summary>
    public bool Names(string model) => WeightFor(model) == int.MaxValue;

    /// <summary>The whole address of a route, or null where it does not speak the dialect.</summary>
    public Uri? AddressFor(ModelRoute route) => _addresses[(int)route];

    private Uri? AddressOf(ModelRoute route)
    {
        var isSpoken = route is ModelRoute.Messages or ModelRoute.CountTokens == (Kind == UpstreamKind.Anthropic) || route == ModelRoute.Models;
        if (!isSpoken || route is ModelRoute.Moderations or ModelRoute.Model)
        {
            return null;
        }

        var path = route switch
        {
            ModelRoute.ChatCompletions => "chat/completions",
            ModelRoute.Responses => "responses",
            ModelRoute.Messages => "messages",
            ModelRoute.CountTokens => "messages/count_tokens",
            ModelRoute.Embeddings => "embeddings",
            _ => "models",
        };
        var given = Address.AbsolutePath.TrimEnd('/');
        var start = given.Length > 0 ? given : Kind == UpstreamKind.Azure ? "/openai/v1" : "/v1";
        return new UriBuilder(Address) { Path = $"{start}/{path}", Fragment = string.Empty }.Uri;
    }
}
