namespace Sallyport.Onnx.Tokenizers;

/// <summary>A piece of a vocabulary, with its score where the vocabulary has scores.</summary>
internal readonly record struct VocabularyPiece(string Text, float Score);
