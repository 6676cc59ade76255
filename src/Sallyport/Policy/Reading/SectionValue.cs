namespace Sallyport.Policy.Reading;

/// <summary>What was read of a section. Keys that are missing or wrong have no value here.</summary>
internal sealed class SectionValue(PolicyNode node, IReadOnlyDictionary<string, PlacedValue> values)
{
    public PolicyNode Node => node;

    public bool Has(string name) => values.ContainsKey(name);

    /// <summary>Where the value of a key stands; the section itself where it has none.</summary>
    public PolicyNode At(string name) => values.TryGetValue(name, out var value) ? value.Node : node;

    public string? Text(string name) => values.TryGetValue(name, out var value) ? (string)value.Value : null;

    public T Choice<T>(string name, T otherwise)
        where T : struct, Enum => ChoiceOrNull<T>(name) ?? otherwise;

    public T? ChoiceOrNull<T>(string name)
        where T : struct, Enum => Text(name) is { } word ? Words<T>.Parse(word) : null;

    public double? Number(string name) => values.TryGetValue(name, out var value) ? (double)value.Value : null;

    public bool Flag(string name, bool otherwise) => values.TryGetValue(name, out var value) ? (bool)value.Value : otherwise;

    public DateTimeOffset? Date(string name) => values.TryGetValue(name, out var value) ? (DateTimeOffset)value.Value : null;

    public SectionValue? Section(string name) => values.TryGetValue(name, out var value) ? (SectionValue)value.Value : null;

    /// <summary>The entries of a list; none where the key is missing.</summary>
    public IReadOnlyList<PlacedValue> List(string name) => values.TryGetValue(name, out var value) ? (List<PlacedValue>)value.Value : [];

    /// <summary>The entries of a list of strings; none where the key is missing.</summary>
    public string[] Texts(string name) => [.. List(name).Select(entry => (string)entry.Value)];
}
