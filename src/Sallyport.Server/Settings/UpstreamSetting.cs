using Sallyport.Gateway.Upstream;
using Sallyport.Tenancy;

namespace Sallyport.Server.Settings;

/// <summary>Reads the operator's upstreams: <c>NAME=URL[,openai|anthropic|azure][,models=GLOB][,key-env=VARIABLE]</c>.</summary>
internal static class UpstreamSetting
{
    /// <summary>The upstream that a value names.</summary>
    /// <param name="text">The value.</param>
    /// <param name="environment">Reads an environment variable, for the key.</param>
    /// <exception cref="FormatException">The value cannot be read; the message says what is wrong with it.</exception>
    public static UpstreamTarget Parse(string text, Func<string, string?> environment)
    {
        var parts = text.Split(',', StringSplitOptions.TrimEntries);
        var equals = parts[0].IndexOf('=', StringComparison.Ordinal);
        if (equals < 1 || !Uri.TryCreate(parts[0][(equals + 1)..], UriKind.Absolute, out var address)
            || (address.Scheme != Uri.UriSchemeHttp && address.Scheme != Uri.UriSchemeHttps) || address.UserInfo.Length > 0)
        {
            throw new FormatException("it begins with NAME=URL, the URL with http:// or https:// and no user in it");
        }

        var kind = UpstreamKind.OpenAi;
        var models = new List<ModelGlob>();
        string? credential = null;
        foreach (var part in parts.AsSpan(1))
        {
            if (UpstreamKindNames.TryParse(part, out var named))
            {
                kind = named;
            }
            else if (part.StartsWith("models=", StringComparison.Ordinal))
            {
                models.Add(new ModelGlob(part["models=".Length..]));
            }
            else if (part.StartsWith("key-env=", StringComparison.Ordinal))
            {
                var variable = part["key-env=".Length..];
                credential = environment(variable) is { Length: > 0 } value
                    ? value.Trim()
                    : throw new FormatException($"the environment variable '{variable}', which should hold its key, is not set");
            }
            else
            {
                throw new FormatException($"'{part}' is neither openai, anthropic, azure, models=GLOB nor key-env=VARIABLE");
            }
        }

        return new UpstreamTarget(parts[0][..equals], kind, address, models, credential) { IsOperatorNamed = true, IsShared = true };
    }
}
