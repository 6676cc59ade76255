namespace Sallyport.Onnx.Tokenizers;

/// <summary>How text is cut into pieces.</summary>
internal enum TokenizerKind
{
    /// <summary>BERT's and its like.</summary>
    WordPiece,

    /// <summary>SentencePiece's unigram model, XLM-RoBERTa's and its like.</summary>
    Unigram,
}
