namespace Sallyport.Policy;

/// <summary>Something wrong, or doubtful, in a policy's text.</summary>
/// <param name="Severity">Whether the policy can be used all the same.</param>
/// <param name="Line">Line in the text, from 1.</param>
/// <param name="Column">Column in the line, from 1.</param>
/// <param name="Message">What is wrong, as a sentence.</param>
/// <param name="Hint">What to do about it; null where the message says it.</param>
public sealed record PolicyProblem(ProblemSeverity Severity, int Line, int Column, string Message, string? Hint);
