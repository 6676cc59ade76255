namespace Sallyport.Detection.Models;

/// <summary>A point of the line from scores to probabilities.</summary>
internal readonly record struct CalibrationPoint(float Score, float Probability);
