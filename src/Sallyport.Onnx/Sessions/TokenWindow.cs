namespace Sallyport.Onnx.Sessions;

/// <summary>A window of a text, as the model gets it.</summary>
/// <param name="Text">The text's place in the call.</param>
/// <param name="Tokens">The ids, with the pieces around them.</param>
internal readonly record struct TokenWindow(int Text, int[] Tokens);
