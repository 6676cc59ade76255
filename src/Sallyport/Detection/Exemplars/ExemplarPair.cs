namespace Sallyport.Detection.Exemplars;

/// <summary>Where two words stand near each other.</summary>
/// <param name="Passage">The passage's place in the set.</param>
/// <param name="Earlier">The first word's place in the passage.</param>
/// <param name="Later">The other word's.</param>
internal readonly record struct ExemplarPair(int Passage, byte Earlier, byte Later);
