namespace Sallyport.Lab.Composing;

/// <summary>The grammars in the lab's folder <c>Phrases</c>, a language each, and that of the containers.</summary>
internal static class Grammars
{
    private static readonly Lazy<IReadOnlyList<Grammar>> LoadedLanguages = new(() =>
    [
        .. Directory.EnumerateFiles(Grammar.Folder, "*.txt")
            .Select(Path.GetFileNameWithoutExtension)
            .Where(name => name is not ("containers" or null))
            .Order(StringComparer.Ordinal)
            .Select(name => Grammar.Load(name!)),
    ]);

    private static readonly Lazy<Grammar> LoadedContainers = new(() => Grammar.Load("containers"));

    /// <summary>One for each language.</summary>
    public static IReadOnlyList<Grammar> Languages => LoadedLanguages.Value;

    /// <summary>What data comes in: mail, markup, records, code. <c>%BEFORE%</c>, <c>%PLANT%</c> and <c>%AFTER%</c> stand for the text.</summary>
    public static Grammar Containers => LoadedContainers.Value;
}
