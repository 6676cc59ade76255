namespace Sallyport.Text.Views;

/// <summary>Another reading of a part of a unit.</summary>
/// <param name="Start">Where it begins, in the unit.</param>
/// <param name="End">Where it ends, in the unit.</param>
/// <param name="Text">What it is read as.</param>
/// <param name="IsAligned">Whether each character stands for the one in the same place.</param>
internal readonly record struct UnitReading(int Start, int End, string Text, bool IsAligned);
