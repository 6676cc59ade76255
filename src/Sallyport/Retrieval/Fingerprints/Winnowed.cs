namespace Sallyport.Retrieval.Fingerprints;

/// <summary>A shingle that was chosen from a text.</summary>
/// <param name="Print">Its fingerprint.</param>
/// <param name="Letter">The number of its first letter, from 0.</param>
/// <param name="Start">Where that stands in the text, in UTF-16 code units.</param>
/// <param name="End">Where its last letter ends.</param>
internal readonly record struct Winnowed(ulong Print, int Letter, int Start, int End);
