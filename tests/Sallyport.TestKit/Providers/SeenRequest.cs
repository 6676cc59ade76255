using System.Text;

namespace Sallyport.TestKit.Providers;

/// <summary>A request as a fake provider received it.</summary>
public sealed record SeenRequest(string Method, string Path, IReadOnlyDictionary<string, string> Headers, byte[] Body)
{
    /// <summary>Such as <c>HTTP/2</c>.</summary>
    public string Protocol { get; init; } = "";

    public string Text => Encoding.UTF8.GetString(Body);
}
