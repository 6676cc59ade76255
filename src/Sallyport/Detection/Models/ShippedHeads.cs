using System.Security.Cryptography;
using Sallyport.Text;

namespace Sallyport.Detection.Models;

/// <summary>
/// The heads that ship with this version, as detectors: one for words that somebody typed, one for data that nobody did, since an order that is a
/// user's right is an attack in a document, and one for what users ask for, which reads only where a guard wants it. Each head has its file in <c>Files</c>
/// and its card in docs/models. A damaged file stops the process at its start.
/// </summary>
internal static class ShippedHeads
{
    private const string Folder = "Sallyport.Detection.Models.Files.";
    private const string HeadFile = ".head";
    private const string SecondFile = ".second";
    private const string Typed = "text_models.typed";
    private const string Data = "text_models.data";
    private const string Asked = "text_models.requests";
    private const string RequestHead = "harmful-request";

    /// <summary>Reads typed words only.</summary>
    public const string Direct = "injection.direct";

    /// <summary>Reads data only.</summary>
    public const string Indirect = "injection.indirect";

    /// <summary>The heads that read attacks and abuse.</summary>
    public static HeadSet Set { get; } = new([.. Names(HeadFile).Where(static name => name != RequestHead).Select(Load)]);

    // A row is full with those, and few ask for this one.
    private static readonly HeadSet RequestSet = new([Load(RequestHead)]);

    /// <summary>What is told of each head that ships.</summary>
    public static IReadOnlyList<HeadDescription> Heads { get; } = [.. Set.Heads, .. RequestSet.Heads];

    /// <summary>The detectors over them.</summary>
    public static IReadOnlyList<Detector> Detectors { get; } =
    [
        new ModelDetector(Typed, Set, HeadsBut(Indirect), static origin => !IsData(origin)),
        new ModelDetector(Data, Set, HeadsBut(Direct), IsData),
        RequestDetector(second: null),
    ];

    /// <summary>The same with the second stages. They don't read answers: what a model says attacks nobody, and a stream shouldn't wait for them.</summary>
    /// <param name="encoder">Reads for them.</param>
    /// <exception cref="ArgumentException">It isn't the one that they were trained with.</exception>
    public static IReadOnlyList<Detector> DetectorsWith(TextEncoder encoder)
    {
        var second = new SecondStage(Set, [.. Names(SecondFile).Where(static name => name != RequestHead).Select(LoadSecond)], encoder);
        return
        [
            new ModelDetector(Typed, Set, HeadsBut(Indirect), static origin => !IsData(origin) && !IsAnswer(origin), second),
            new ModelDetector(Typed, Set, HeadsBut(Indirect), IsAnswer),
            new ModelDetector(Data, Set, HeadsBut(Direct), IsData, second),
            RequestDetector(new SecondStage(RequestSet, [LoadSecond(RequestHead)], encoder)),
        ];
    }

    /// <summary>The score from which a preset takes each kind up, by the kind's name.</summary>
    /// <param name="preset">One of <see cref="HeadDescription.Presets"/>.</param>
    public static IReadOnlyDictionary<string, double> ScoresOf(string preset) =>
        Heads.ToDictionary(static head => head.Kind, head => head.Presets[preset], StringComparer.Ordinal);

    /// <summary>Reads a shipped head.</summary>
    /// <param name="name">Its name.</param>
    /// <exception cref="InvalidDataException">It is damaged or of another version.</exception>
    public static HeadModel Load(string name) => HeadModel.Read(Resource(name + HeadFile), name);

    /// <summary>Reads a shipped second stage.</summary>
    /// <param name="name">Its head's name.</param>
    /// <exception cref="InvalidDataException">It is damaged, of another version, or trained for another head than ships.</exception>
    public static SecondModel LoadSecond(string name)
    {
        var model = SecondModel.Read(Resource(name + SecondFile), name + SecondFile);
        var head = Convert.ToHexStringLower(SHA256.HashData(Resource(name + HeadFile)));
        return model.Description.Head == head
            ? model
            : throw new InvalidDataException($"The model '{name}{SecondFile}' was trained for a head with the checksum {model.Description.Head}; the one that ships has {head}.");
    }

    /// <summary>Whether nobody typed these words to a model.</summary>
    public static bool IsData(Origin origin) => origin is Origin.Unknown or Origin.ToolResult or Origin.Retrieved or Origin.ToolDefinition or Origin.File;

    private static bool IsAnswer(Origin origin) => origin is Origin.Assistant or Origin.Reasoning;

    private static ModelDetector RequestDetector(SecondStage? second) => new(Asked, RequestSet, [0], static origin => origin == Origin.User, second);

    private static byte[] Resource(string file)
    {
        using var stream = typeof(ShippedHeads).Assembly.GetManifestResourceStream(Folder + file)
            ?? throw new InvalidDataException($"The model '{file}' is missing from the assembly.");
        var content = new byte[stream.Length];
        stream.ReadExactly(content);
        return content;
    }

    private static IEnumerable<string> Names(string kind) =>
        typeof(ShippedHeads).Assembly.GetManifestResourceNames()
            .Where(name => name.StartsWith(Folder, StringComparison.Ordinal) && name.EndsWith(kind, StringComparison.Ordinal))
            .Select(name => Path.GetFileNameWithoutExtension(name[Folder.Length..]))
            .Order(StringComparer.Ordinal);

    private static int[] HeadsBut(string kind) => [.. Enumerable.Range(0, Set.Heads.Count).Where(head => Set.Heads[head].Kind != kind)];
}
