using System.Text.Json;
using System.Text.Json.Nodes;

namespace Sallyport.Server.Serving;

/// <summary>Tells another program that requests are accepted, and how: JSON with <c>listen</c>, <c>admin</c>, <c>tenant</c>, <c>api_key</c>, <c>admin_token</c>. It holds secrets: 0600.</summary>
internal static class ReadyFile
{
    private static readonly JsonSerializerOptions Options = new() { WriteIndented = true };

    public static void Write(string path, Uri listen, Uri admin, string tenant, string apiKey, string adminToken)
    {
        var ready = new JsonObject
        {
            ["listen"] = Text(listen),
            ["admin"] = Text(admin),
            ["tenant"] = tenant,
            ["api_key"] = apiKey,
            ["admin_token"] = adminToken,
        };
        OwnerFile.Write(path, ready.ToJsonString(Options) + "\n");
    }

    /// <summary>An address without the trailing slash that clients would double.</summary>
    public static string Text(Uri address) => address.AbsoluteUri.TrimEnd('/');
}
