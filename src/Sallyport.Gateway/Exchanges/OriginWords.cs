using System.Text.Json;
using Sallyport.Text;

namespace Sallyport.Gateway.Exchanges;

/// <summary>Origins as policies write them.</summary>
internal static class OriginWords
{
    /// <summary>The word, such as <c>tool_result</c>.</summary>
    public static string Of(Origin origin) => JsonNamingPolicy.SnakeCaseLower.ConvertName(origin.ToString());
}
