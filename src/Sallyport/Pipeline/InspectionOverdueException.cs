namespace Sallyport.Pipeline;

/// <summary>An inspection took longer than one may, waiting included. What it was to read has not been read to its end, so nothing of it may leave.</summary>
public sealed class InspectionOverdueException() : Exception("The inspection took longer than one may.");
