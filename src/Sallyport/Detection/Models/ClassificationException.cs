namespace Sallyport.Detection.Models;

/// <summary>A classifier gave no probabilities for a text. The message names the model and what it did, never a text. To the caller that is no verdict, and not one that nothing was found.</summary>
/// <param name="message">Without any of the text.</param>
/// <param name="inner">The cause, if it was an exception.</param>
public sealed class ClassificationException(string message, Exception? inner = null) : Exception(message, inner);
