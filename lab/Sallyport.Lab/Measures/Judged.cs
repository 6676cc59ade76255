using Sallyport.Lab.Heads;

namespace Sallyport.Lab.Measures;

/// <summary>An example and the score of a head that never saw its source.</summary>
internal readonly record struct Judged(Example Example, float Score);
