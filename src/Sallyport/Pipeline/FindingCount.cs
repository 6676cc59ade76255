namespace Sallyport.Pipeline;

/// <summary>How many findings of an exchange were alike; names and a number, none of the text.</summary>
/// <param name="Direction"><c>input</c> or <c>output</c>.</param>
/// <param name="Kind">What was found, such as <c>pii.email</c>.</param>
/// <param name="Guard">The guard that judged it; empty where none did.</param>
/// <param name="Action">What the guard said: <c>ignore</c>, <c>flag</c>, <c>mask</c>, <c>redact</c> or <c>block</c>.</param>
/// <param name="Enforced">Whether that was done, not only observed.</param>
/// <param name="Count">How many.</param>
public readonly record struct FindingCount(string Direction, string Kind, string Guard, string Action, bool Enforced, int Count);
