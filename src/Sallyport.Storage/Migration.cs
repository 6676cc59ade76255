using System.Reflection;
using System.Text.RegularExpressions;

namespace Sallyport.Storage;

/// <summary>One numbered step of the schema. Steps only go forward and are never changed once released.</summary>
internal sealed partial record Migration(long Version, string Name, string SqliteText, string PostgresText)
{
    /// <summary>The steps in this assembly, in order: <c>Migrations/VNNN_Name.sql</c>, or one each <c>.Sqlite.sql</c> and <c>.Postgres.sql</c>.</summary>
    public static IReadOnlyList<Migration> All { get; } = Load("Migrations");

    /// <summary>The steps of a vault's tables, which PostgreSQL has beside the others: <c>VaultMigrations</c>.</summary>
    public static IReadOnlyList<Migration> Vault { get; } = Load("VaultMigrations");

    /// <summary>The steps of what keeps vectors in PostgreSQL, with pgvector; taken only where that is asked for.</summary>
    public static IReadOnlyList<Migration> Vectors { get; } = Load("VectorMigrations");

    // Identifiers are ordered by their bytes in both engines, since lists go on behind one.
    public string TextFor(DatabaseEngine engine) => engine == DatabaseEngine.Sqlite
        ? SqliteText.Replace("{blob}", "blob", StringComparison.Ordinal).Replace("{id}", "text", StringComparison.Ordinal)
        : PostgresText.Replace("{blob}", "bytea", StringComparison.Ordinal).Replace("{id}", "text COLLATE \"C\"", StringComparison.Ordinal);

    private static List<Migration> Load(string folder)
    {
        var assembly = typeof(Migration).Assembly;
        var files = assembly.GetManifestResourceNames()
            .Where(resource => resource.Contains($".{folder}.", StringComparison.Ordinal))
            .Select(resource => (Resource: resource, Match: FileName().Match(resource)))
            .Where(file => file.Match.Success)
            .GroupBy(file => file.Match.Groups["number"].Value, StringComparer.Ordinal)
            .OrderBy(step => step.Key, StringComparer.Ordinal);

        var steps = new List<Migration>();
        foreach (var step in files)
        {
            var texts = step.ToDictionary(file => file.Match.Groups["engine"].Value, file => Read(assembly, file.Resource), StringComparer.Ordinal);
            var shared = texts.GetValueOrDefault("");
            steps.Add(new Migration(
                long.Parse(step.Key, System.Globalization.CultureInfo.InvariantCulture),
                step.First().Match.Groups["name"].Value,
                texts.GetValueOrDefault("Sqlite") ?? shared ?? throw Missing(step.Key),
                texts.GetValueOrDefault("Postgres") ?? shared ?? throw Missing(step.Key)));
        }

        return steps;
    }

    private static InvalidOperationException Missing(string number) => new($"Migration {number} has a text for one engine only.");

    private static string Read(Assembly assembly, string resource)
    {
        using var reader = new StreamReader(assembly.GetManifestResourceStream(resource)!);
        return reader.ReadToEnd();
    }

    [GeneratedRegex(@"\.V(?<number>[0-9]{3})_(?<name>[A-Za-z]+)(\.(?<engine>Sqlite|Postgres))?\.sql$", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex FileName();
}
