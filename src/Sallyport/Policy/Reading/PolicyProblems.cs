namespace Sallyport.Policy.Reading;

/// <summary>Collects what is wrong with a policy.</summary>
internal sealed class PolicyProblems
{
    // Whoever feeds us noise is told enough by the first few hundred.
    private const int MaxCount = 200;
    private const int MaxQuoted = 40;

    private readonly List<PolicyProblem> _problems = [];

    public bool HasErrors { get; private set; }

    /// <summary>In the order of the file.</summary>
    public IReadOnlyList<PolicyProblem> InOrder() => [.. _problems.OrderBy(p => p.Line).ThenBy(p => p.Column)];

    public void Error(PolicyNode at, string message, string? hint = null) => Error(at.Line, at.Column, message, hint);

    public void Error(int line, int column, string message, string? hint = null)
    {
        HasErrors = true;
        Add(new(ProblemSeverity.Error, line, column, message, hint));
    }

    public void Warn(PolicyNode at, string message, string? hint = null) =>
        Add(new(ProblemSeverity.Warning, at.Line, at.Column, message, hint));

    /// <summary>Text of the file for a message: short and without control characters, so that it can't redraw a terminal.</summary>
    public static string Quote(string text)
    {
        var shown = text.Length > MaxQuoted ? $"{text.AsSpan(0, MaxQuoted)}…" : text;
        return string.Create(shown.Length, shown, static (to, from) =>
        {
            for (var i = 0; i < to.Length; i++)
            {
                to[i] = char.IsControl(from[i]) || char.IsSurrogate(from[i]) ? '?' : from[i];
            }
        });
    }

    private void Add(PolicyProblem problem)
    {
        if (_problems.Count < MaxCount)
        {
            _problems.Add(problem);
        }
    }
}
