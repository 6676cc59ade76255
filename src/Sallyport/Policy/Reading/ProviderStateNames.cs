namespace Sallyport.Policy.Reading;

/// <summary>The names by which policy lets requests refer to state that a provider holds, as the dialects give them. A field of a provider's own goes by its own name.</summary>
internal static class ProviderStateNames
{
    /// <summary>All but <c>previous_response_id</c>, which no policy can allow.</summary>
    public static IReadOnlyList<string> All { get; } = ["audio", "background", "container", "conversation", "file_id", "item_reference", "preset", "prompt"];
}
