namespace Sallyport.Detection.Models;

/// <summary>
/// An operator's own model in this process that scores texts by label. A policy asks it like a remote guard, by its name (protocol <c>onnx</c>). It is no part of the engine, since it needs
/// native code; Sallyport.Onnx opens one from a folder. It serves all tenants at once, so it keeps nothing of a text after the call. Safe for concurrent use.
/// </summary>
public abstract class TextClassifier
{
    /// <summary>What policies call it.</summary>
    public abstract string Name { get; }

    /// <summary>What it tells apart, in the order of its scores; each once.</summary>
    public abstract IReadOnlyList<string> Labels { get; }

    /// <summary>Scores a text. One that is longer than the model's window is read to its end in windows, and has the highest score of them for each label.</summary>
    /// <param name="text">Of any length; lone surrogates are read as U+FFFD.</param>
    /// <param name="cancellationToken">Ends the work, also while the model runs.</param>
    /// <returns>A probability, 0 to 1, for each of <see cref="Labels"/>.</returns>
    /// <exception cref="ClassificationException">The model gave no probabilities for this text.</exception>
    public abstract ValueTask<IReadOnlyList<float>> ScoreAsync(string text, CancellationToken cancellationToken);
}
