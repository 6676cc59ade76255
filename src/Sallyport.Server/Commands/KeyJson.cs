using System.Text.Json.Nodes;
using Sallyport.Tenancy;

namespace Sallyport.Server.Commands;

/// <summary>How commands print a key.</summary>
internal static class KeyJson
{
    public static JsonObject Of(ApiKey key) => new()
    {
        ["id"] = key.Id.Value,
        ["tenant"] = key.Tenant.Value,
        ["scopes"] = new JsonArray([.. ScopeNames.Format(key.Scopes).Split(',').Select(static scope => (JsonNode)scope)]),
        ["agent"] = key.Agent,
        ["clearances"] = new JsonArray([.. key.Clearances.Select(static label => (JsonNode)label)]),
        ["limits"] = Printing.LimitsJson(key.Limits),
        ["created"] = Printing.Time(key.Created),
        ["expires"] = key.Expires is { } expires ? Printing.Time(expires) : null,
        ["revoked"] = key.Revoked is { } revoked ? Printing.Time(revoked) : null,
    };

    /// <summary>A new key, with the secret that is shown only now.</summary>
    public static void PrintIssued(IssuedKey issued, bool isJson)
    {
        if (isJson)
        {
            var json = Of(issued.Key);
            json["replaces"] = issued.Key.Replaces?.Value;
            json["replaced_until"] = issued.ReplacedUntil is { } end ? Printing.Time(end) : null;
            json["api_key"] = issued.Secret;
            Printing.Json(json);
            return;
        }

        Console.WriteLine($"Created key {issued.Key.Id}, shown only now:");
        Console.WriteLine(issued.Secret);
        if (issued.ReplacedUntil is { } until)
        {
            Console.WriteLine(until > issued.Key.Created
                ? $"The old key, {issued.Key.Replaces}, works until {Printing.Time(until)}. To end it sooner: sallyport key revoke {issued.Key.Tenant} {issued.Key.Replaces}"
                : $"The old key, {issued.Key.Replaces}, is refused from now on.");
        }
    }
}
