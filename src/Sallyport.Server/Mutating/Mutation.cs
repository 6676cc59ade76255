namespace Sallyport.Server.Mutating;

/// <summary>A way to write a whole text otherwise, so that a person or a model still gets its sense.</summary>
/// <param name="Name">Its name on the command line and in tables.</param>
/// <param name="Apply">Writes the text otherwise. The same draws give the same text.</param>
internal sealed record Mutation(string Name, Func<string, Draws, string> Apply);
