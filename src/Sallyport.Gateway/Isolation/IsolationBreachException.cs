namespace Sallyport.Gateway.Isolation;

/// <summary>What was about to leave belongs to another tenant. It has been told of; nothing of the answer may leave.</summary>
internal sealed class IsolationBreachException() : Exception("What was found belongs to another tenant.");
