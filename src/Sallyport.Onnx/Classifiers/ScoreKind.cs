namespace Sallyport.Onnx.Classifiers;

/// <summary>How a classifier's output becomes probabilities.</summary>
internal enum ScoreKind
{
    /// <summary>One label holds: they sum to 1.</summary>
    Softmax,

    /// <summary>Each label by itself: several may hold, or none.</summary>
    Sigmoid,

    /// <summary>They are probabilities already.</summary>
    None,
}
