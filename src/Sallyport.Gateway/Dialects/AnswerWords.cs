using Sallyport.Gateway.Json;

namespace Sallyport.Gateway.Dialects;

/// <summary>Short strings that a reading keeps.</summary>
internal static class AnswerWords
{
    private const int MaxLength = 256;

    /// <summary>A string of up to 256 bytes; empty for anything else.</summary>
    public static string Of(JsonNode node) => node.IsString && node.Content.Length <= MaxLength ? node.Text() : "";
}
