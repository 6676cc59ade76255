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
        ["scopes"] = ScopeNames.Format(key.Scopes),
        ["agent"] = key.Agent,
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
            json["api_key"] = issued.Secret;
            Printing.Json(json);
            return;
        }

        Console.WriteLine($"Created key {issued.Key.Id}, shown only now:");
        Console.WriteLine(issued.Secret);
    }
}
