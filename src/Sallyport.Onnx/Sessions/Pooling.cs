namespace Sallyport.Onnx.Sessions;

/// <summary>How a model's output becomes one vector for a window.</summary>
internal enum Pooling
{
    /// <summary>It is one already: <c>float[windows, dimensions]</c>.</summary>
    None,

    /// <summary>The mean over the window's tokens of <c>float[windows, tokens, dimensions]</c>.</summary>
    Mean,

    /// <summary>The vector of the first token.</summary>
    Cls,
}
