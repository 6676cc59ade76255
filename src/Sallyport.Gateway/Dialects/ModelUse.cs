namespace Sallyport.Gateway.Dialects;

/// <summary>
/// What a model does at the provider that its name alone tells: some search the web, whatever the request asks for, and some names stand for settings that the
/// provider holds. Told by the names that OpenAI, Perplexity, Groq and OpenRouter document; one that is called otherwise isn't known for it.
/// </summary>
internal static class ModelUse
{
    private const StringComparison Anyhow = StringComparison.OrdinalIgnoreCase;

    /// <summary>Whether a model of this name searches the web by itself.</summary>
    public static bool Searches(ReadOnlySpan<char> model)
    {
        // After the maker's name: "perplexity/sonar-pro", "openai/gpt-4o-search-preview".
        var name = model[(model.LastIndexOf('/') + 1)..];
        return HasVariant(name, "online")
            || name.Contains("-search-preview", Anyhow) || name.Contains("-search-api", Anyhow)
            || name.StartsWith("sonar", Anyhow) || name.Contains("-sonar-", Anyhow)
            || IsOrBegins(name, "compound");
    }

    /// <summary>Whether the name stands for settings that the provider holds, a prompt among them: <c>@preset/name</c>, alone or behind a model.</summary>
    public static bool IsPreset(ReadOnlySpan<char> model) => model.Contains("@preset/", Anyhow);

    // "maker/model:free:online".
    private static bool HasVariant(ReadOnlySpan<char> name, string variant)
    {
        foreach (var part in name.Split(':'))
        {
            if (part.Start.Value > 0 && name[part].Equals(variant, Anyhow))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsOrBegins(ReadOnlySpan<char> name, string word) =>
        name.StartsWith(word, Anyhow) && (name.Length == word.Length || name[word.Length] is '-' or ':');
}
