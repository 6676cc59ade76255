using System.Buffers;
using System.Collections.Frozen;
using System.Text;
using Microsoft.AspNetCore.Http;
using Sallyport.Tenancy;

namespace Sallyport.Gateway.Upstream;

/// <summary>Which headers cross the gateway. Everything else ends here, in both directions.</summary>
internal static class HeaderAllowLists
{
    private const int MaxRequestValue = 1024;
    private const int MaxResponseValue = 64;
    private const int MaxNumber = 12;

    private const int MaxBeta = 64;

    private const string IdempotencyKey = "Idempotency-Key";
    private const string Betas = "anthropic-beta";

    // What the request means to the model's API; never who or where the caller is.
    private static readonly string[] Request = [IdempotencyKey, Betas];

    // What the official SDKs read: the provider's id of the request, and whether and when to try again. Of openai-version, -organization,
    // -project and the like no client makes anything.
    private static readonly string[] Response = ["x-request-id", "request-id", "openai-processing-ms", "retry-after", "retry-after-ms", "x-should-retry"];

    // How much of a credential's quota is left: the owner's to know, not another tenant's that shares it.
    private static readonly string[] Quota =
    [
        .. from what in new[] { "requests", "tokens" } from of in new[] { "limit", "remaining", "reset" } select $"x-ratelimit-{of}-{what}",
        .. from what in new[] { "requests", "tokens", "input-tokens", "output-tokens" } from of in new[] { "limit", "remaining", "reset" } select $"anthropic-ratelimit-{what}-{of}",
    ];

    private static readonly FrozenSet<string> Public = Response.ToFrozenSet(StringComparer.OrdinalIgnoreCase);
    private static readonly FrozenSet<string> Owners = Response.Concat(Quota).ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    private static readonly SearchValues<char> RequestCharacters =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.,:;=+/ ");

    private static readonly SearchValues<char> BetaCharacters =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-");

    private static readonly SearchValues<char> ResponseCharacters =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.:");

    /// <summary>
    /// Copies what may go to the upstream. An idempotency key goes as the tenant's own digest of it: under a credential that several tenants
    /// use, a provider would give one tenant's answer to another that sends the same key.
    /// </summary>
    public static void CopyRequest(IHeaderDictionary from, HttpRequestMessage to, TenantVault vault)
    {
        foreach (var name in Request)
        {
            if (from.TryGetValue(name, out var values) && values.ToString() is { } value && IsPlain(value) && (name != Betas || AreBetas(value)))
            {
                to.Headers.TryAddWithoutValidation(name, name == IdempotencyKey ? TenantsOwn(value, vault) : value);
            }
        }
    }

    /// <summary>Copies what may go to the client: short words, dates and numbers, which leave only where guards find nothing in them.</summary>
    /// <param name="from">The upstream's answer.</param>
    /// <param name="to">The client's answer.</param>
    /// <param name="isShared">Whether other tenants use the same credential.</param>
    /// <param name="isClean">Whether words, a line each, may leave.</param>
    public static void CopyResponse(UpstreamReply from, IHeaderDictionary to, bool isShared, Func<string, bool> isClean)
    {
        var allowed = isShared ? Public : Owners;
        var passing = new List<(string Name, string Value)>();
        foreach (var header in from.Headers.NonValidated)
        {
            // By the list's own spelling: capitals could say something too.
            if (allowed.TryGetValue(header.Key, out var name) && header.Value.ToString() is var value && IsWord(value))
            {
                passing.Add((name, value));
            }
        }

        if (passing.Count == 0 || !isClean(string.Join('\n', passing.Select(static header => header.Value))))
        {
            return;
        }

        foreach (var (name, value) in passing)
        {
            to[name] = value;
        }
    }

    private static string TenantsOwn(string value, TenantVault vault) =>
        Convert.ToHexStringLower(vault.Digest("upstream.idempotency", Encoding.ASCII.GetBytes(value)));

    // Names of features, such as context-1m-2025-08-07: what is one can say little else, so no guard reads them.
    private static bool AreBetas(string value)
    {
        foreach (var range in value.AsSpan().Split(','))
        {
            var beta = value.AsSpan(range).Trim(' ');
            if (beta.Length is 0 or > MaxBeta || !char.IsAsciiLetter(beta[0]) || beta.ContainsAnyExcept(BetaCharacters))
            {
                return false;
            }
        }

        return true;
    }

    private static bool IsPlain(string value) =>
        value.Length is > 0 and <= MaxRequestValue && !value.AsSpan().ContainsAnyExcept(RequestCharacters);

    // A number without a word or a unit is no longer than a count or a time can be.
    private static bool IsWord(string value) =>
        value.Length is > 0 and <= MaxResponseValue
        && !value.AsSpan().ContainsAnyExcept(ResponseCharacters)
        && (value.Length <= MaxNumber || value.Any(char.IsAsciiLetter));
}
