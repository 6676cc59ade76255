namespace Sallyport.Lab.Retrieval;

/// <summary>Documents, questions, and which documents answer which question.</summary>
internal sealed record RetrievalSet(
    string Name, IReadOnlyList<RetrievalRow> Documents, IReadOnlyList<RetrievalRow> Questions, IReadOnlyDictionary<string, IReadOnlyDictionary<string, double>> Answers)
{
    /// <summary>The sets of a folder: XQuAD once for each language, since its languages are translations of one another, and tau2's banking help.</summary>
    public static IEnumerable<RetrievalSet> Read(string folder)
    {
        var banking = ReadOne(folder, "tau2_banking");
        yield return banking;
        var all = ReadOne(folder, "xquad");
        foreach (var language in all.Documents.Select(static document => document.Language).Distinct().OrderBy(static language => language != "en").ThenBy(static language => language, StringComparer.Ordinal))
        {
            yield return all with
            {
                Name = $"xquad {language}",
                Documents = [.. all.Documents.Where(document => document.Language == language)],
                Questions = [.. all.Questions.Where(question => question.Language == language)],
            };
        }
    }

    private static RetrievalSet ReadOne(string folder, string name)
    {
        string File(string part) => Path.Combine(folder, $"{name}_{part}.jsonl.gz");
        var answers = RetrievalRow.ReadLines(File("qrels"))
            .GroupBy(static row => row.GetProperty("query").GetString()!)
            .ToDictionary(
                static rows => rows.Key,
                static IReadOnlyDictionary<string, double> (rows) => rows.ToDictionary(static row => row.GetProperty("doc").GetString()!, static row => row.GetProperty("score").GetDouble()));
        var questions = RetrievalRow.Read(File("queries")).Where(question => answers.ContainsKey(question.Id));
        return new(name, [.. RetrievalRow.Read(File("corpus"))], [.. questions], answers);
    }
}
