namespace Sallyport.Gateway.Json;

/// <summary>A property of a mapped object.</summary>
/// <param name="Name">The name's node.</param>
internal readonly record struct JsonProperty(JsonNode Name)
{
    /// <summary>The value's node.</summary>
    public JsonNode Value => new(Name.Map, Name.Index + 1);

    /// <summary>Whether the name is exactly this, compared after unescaping.</summary>
    public bool IsNamed(ReadOnlySpan<byte> name) => Name.Is(name);

    /// <summary>The name for a switch; empty where it is longer than the scratch, and so none that a dialect knows.</summary>
    public ReadOnlySpan<char> Known(Span<char> scratch) => Name.Short(scratch);
}
