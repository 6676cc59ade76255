using System.Diagnostics.CodeAnalysis;

namespace Sallyport.Tenancy;

/// <summary>The text form of <see cref="Scopes"/>: names parted by commas, such as <c>infer,embed</c>.</summary>
public static class ScopeNames
{
    private static readonly (Scopes Scope, string Name)[] All =
    [
        (Scopes.Infer, "infer"),
        (Scopes.Embed, "embed"),
        (Scopes.Explain, "explain"),
        (Scopes.Retrieve, "retrieve"),
        (Scopes.Ingest, "ingest"),
    ];

    /// <summary>All names, parted by commas, for whoever is to choose some.</summary>
    public static string Choice { get; } = string.Join(", ", All.Select(static entry => entry.Name));

    /// <summary>The names of the scopes that are set, in a fixed order; empty for none.</summary>
    public static string Format(Scopes scopes) =>
        string.Join(',', All.Where(entry => scopes.HasFlag(entry.Scope)).Select(entry => entry.Name));

    /// <summary>Reads a list of names. Spaces around a name are allowed; an unknown name or an empty list is not.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out Scopes scopes)
    {
        scopes = Scopes.None;
        foreach (var name in (text ?? "").Split(',', StringSplitOptions.TrimEntries))
        {
            var known = Array.Find(All, entry => entry.Name == name);
            if (known.Scope == Scopes.None)
            {
                scopes = Scopes.None;
                return false;
            }

            scopes |= known.Scope;
        }

        return true;
    }
}
