namespace Sallyport.Policy;

/// <summary>How bad a problem of a policy is.</summary>
public enum ProblemSeverity
{
    /// <summary>The policy can be used, but may not do what its author expects.</summary>
    Warning,

    /// <summary>The policy can't be used.</summary>
    Error,
}
