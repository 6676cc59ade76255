namespace Sallyport.Policy.Reading;

/// <summary>A value that was read, with the place it stands at.</summary>
internal readonly record struct PlacedValue(object Value, PolicyNode Node);
