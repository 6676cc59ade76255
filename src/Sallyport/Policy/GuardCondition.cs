using Sallyport.Tenancy;

namespace Sallyport.Policy;

/// <summary>For which exchanges a guard holds. All lists that are not empty have to match.</summary>
public sealed record GuardCondition
{
    /// <summary>Models by name; <c>*</c> stands for any run of characters.</summary>
    public IReadOnlyList<NamePattern> Models { get; init; } = [];

    /// <summary>Agent labels, as fixed on keys.</summary>
    public IReadOnlyList<string> Agents { get; init; } = [];

    /// <summary>API keys.</summary>
    public IReadOnlyList<KeyId> Keys { get; init; } = [];

    internal bool Holds(in PlanContext context) =>
        (Models.Count == 0 || MatchesModel(context.Model))
        && (Agents.Count == 0 || (context.Agent is { } agent && Agents.Contains(agent)))
        && (Keys.Count == 0 || (context.Key is { } key && Keys.Contains(key)));

    private bool MatchesModel(string model)
    {
        for (var i = 0; i < Models.Count; i++)
        {
            if (Models[i].Matches(model))
            {
                return true;
            }
        }

        return false;
    }
}
