using System.Text.Json;
using System.Text.Json.Nodes;
using Sallyport.Server.Settings;

namespace Sallyport.Server.Serving;

/// <summary>Tells another program that requests are accepted, and how: JSON with <c>listen</c>, <c>admin</c>, <c>tenant</c>, <c>api_key</c>, <c>admin_token</c>. It holds secrets: 0600, and it goes when the server stops.</summary>
internal static class ReadyFile
{
    private static readonly JsonSerializerOptions Options = new() { WriteIndented = true };

    /// <summary>Takes away what an earlier start has left: nothing is ready yet, and its addresses and secrets may be old.</summary>
    /// <exception cref="SettingsException">The file can't be taken away, or its folder not be made.</exception>
    public static void Clear(string path) => Try(path, () =>
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        File.Delete(path);
    });

    /// <summary>Writes the file.</summary>
    /// <exception cref="SettingsException">It can't be written.</exception>
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
        Try(path, () => OwnerFile.Write(path, ready.ToJsonString(Options) + "\n"));
    }

    /// <summary>An address without the trailing slash that clients would double.</summary>
    public static string Text(Uri address) => address.AbsoluteUri.TrimEnd('/');

    private static void Try(string path, Action act)
    {
        try
        {
            act();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw DataFolderFault.OfReadyFile(path, exception);
        }
    }
}
