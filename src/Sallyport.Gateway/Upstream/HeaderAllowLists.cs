using System.Buffers;
using System.Collections.Frozen;
using System.Text;
using Microsoft.AspNetCore.Http;
using Sallyport.Tenancy;

namespace Sallyport.Gateway.Upstream;

/// <summary>Which headers cross the gateway. Everything else ends here, in both directions.</summary>
internal static class HeaderAllowLists
{
    private const int MaxValueLength = 1024;

    private const string IdempotencyKey = "Idempotency-Key";

    // What the request means to the model's API; never who or where the caller is.
    private static readonly string[] Request = [IdempotencyKey, "anthropic-beta"];

    private static readonly FrozenSet<string> Response = new[]
    {
        "x-request-id", "request-id", "openai-processing-ms", "openai-version", "retry-after", "retry-after-ms", "x-should-retry",
    }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    // How much of a credential's quota is left: the owner's to know, not another tenant's that shares it.
    private static readonly string[] QuotaPrefixes = ["x-ratelimit-", "anthropic-ratelimit-"];

    private static readonly SearchValues<char> ValueCharacters =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.,:;=+/ ");

    /// <summary>
    /// Copies what may go to the upstream. An idempotency key goes as the tenant's own digest of it: under a credential that several tenants
    /// use, a provider would give one tenant's answer to another that sends the same key.
    /// </summary>
    public static void CopyRequest(IHeaderDictionary from, HttpRequestMessage to, TenantVault vault)
    {
        foreach (var name in Request)
        {
            if (from.TryGetValue(name, out var values) && values.ToString() is { } value && IsPlain(value))
            {
                to.Headers.TryAddWithoutValidation(name, name == IdempotencyKey ? TenantsOwn(value, vault) : value);
            }
        }
    }

    /// <summary>Copies what may go to the client.</summary>
    /// <param name="from">The upstream's answer.</param>
    /// <param name="to">The client's answer.</param>
    /// <param name="isShared">Whether other tenants use the same credential.</param>
    public static void CopyResponse(UpstreamReply from, IHeaderDictionary to, bool isShared)
    {
        foreach (var header in from.Headers.NonValidated)
        {
            if (!Response.Contains(header.Key) && (isShared || !IsQuota(header.Key)))
            {
                continue;
            }

            var value = header.Value.ToString();
            if (IsPlain(value))
            {
                to[header.Key] = value;
            }
        }
    }

    private static string TenantsOwn(string value, TenantVault vault) =>
        Convert.ToHexStringLower(vault.Digest("upstream.idempotency", Encoding.ASCII.GetBytes(value)));

    private static bool IsQuota(string name)
    {
        foreach (var prefix in QuotaPrefixes)
        {
            if (name.StartsWith(prefix, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsPlain(string value) =>
        value.Length is > 0 and <= MaxValueLength && !value.AsSpan().ContainsAnyExcept(ValueCharacters);
}
