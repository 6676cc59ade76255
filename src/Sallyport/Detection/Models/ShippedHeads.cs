using Sallyport.Text;

namespace Sallyport.Detection.Models;

/// <summary>
/// The heads that ship with this version, as detectors: one for words that somebody typed, one for data that nobody did, since an order that is a
/// user's right is an attack in a document. Each head has its file in <c>Files</c> and its card in docs/models. A damaged file stops the process at its start.
/// </summary>
internal static class ShippedHeads
{
    private const string Folder = "Sallyport.Detection.Models.Files.";

    /// <summary>Reads typed words only.</summary>
    public const string Direct = "injection.direct";

    /// <summary>Reads data only.</summary>
    public const string Indirect = "injection.indirect";

    private static readonly Lazy<HeadSet> LoadedSet = new(() => new([.. Names().Select(Load)]));

    /// <summary>All heads.</summary>
    public static HeadSet Set => LoadedSet.Value;

    /// <summary>The detectors over them.</summary>
    public static IReadOnlyList<Detector> Detectors { get; } =
    [
        new ModelDetector("text_models.typed", Set, HeadsBut(Indirect), static origin => !IsData(origin)),
        new ModelDetector("text_models.data", Set, HeadsBut(Direct), IsData),
    ];

    /// <summary>The score from which a preset takes each kind up, by the kind's name.</summary>
    /// <param name="preset">One of <see cref="HeadDescription.Presets"/>.</param>
    public static IReadOnlyDictionary<string, double> ScoresOf(string preset) =>
        Set.Heads.ToDictionary(static head => head.Kind, head => head.Presets[preset], StringComparer.Ordinal);

    /// <summary>Reads a shipped head.</summary>
    /// <param name="name">Its name.</param>
    /// <exception cref="InvalidDataException">It is damaged or of another version.</exception>
    public static HeadModel Load(string name)
    {
        using var stream = typeof(ShippedHeads).Assembly.GetManifestResourceStream(Folder + name + ".head")
            ?? throw new InvalidDataException($"The model '{name}' is missing from the assembly.");
        var file = new byte[stream.Length];
        stream.ReadExactly(file);
        return HeadModel.Read(file, name);
    }

    /// <summary>Whether nobody typed these words to a model.</summary>
    public static bool IsData(Origin origin) => origin is Origin.Unknown or Origin.ToolResult or Origin.Retrieved or Origin.ToolDefinition or Origin.File;

    private static IEnumerable<string> Names() =>
        typeof(ShippedHeads).Assembly.GetManifestResourceNames()
            .Where(name => name.StartsWith(Folder, StringComparison.Ordinal))
            .Select(name => Path.GetFileNameWithoutExtension(name[Folder.Length..]))
            .Order(StringComparer.Ordinal);

    private static int[] HeadsBut(string kind) => [.. Enumerable.Range(0, Set.Heads.Count).Where(head => Set.Heads[head].Kind != kind)];
}
