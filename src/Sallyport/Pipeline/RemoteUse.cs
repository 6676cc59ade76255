namespace Sallyport.Pipeline;

/// <summary>How one remote guard was used for the texts of an exchange, on their way in or out.</summary>
/// <param name="Guard">The remote guard's name.</param>
/// <param name="Calls">How many calls were made.</param>
/// <param name="Remembered">How many answers were known from before.</param>
/// <param name="IsFailed">Whether some text was not answered for.</param>
/// <param name="Time">How long it took.</param>
public readonly record struct RemoteUse(string Guard, int Calls, int Remembered, bool IsFailed, TimeSpan Time);
