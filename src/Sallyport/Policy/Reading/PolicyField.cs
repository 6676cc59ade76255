namespace Sallyport.Policy.Reading;

/// <summary>A key of a section.</summary>
/// <param name="Name">The key.</param>
/// <param name="Shape">What stands under it.</param>
/// <param name="Description">What it does, with its default, in a sentence or two; shown by editors.</param>
/// <param name="IsRequired">Whether the section is incomplete without it.</param>
internal sealed record PolicyField(string Name, PolicyShape Shape, string Description, bool IsRequired = false);
