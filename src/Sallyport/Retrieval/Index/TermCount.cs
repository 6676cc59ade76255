namespace Sallyport.Retrieval.Index;

/// <summary>How often a text holds a term. What the term was can't be told without the tenant's vault.</summary>
/// <param name="Term">The term's keyed hash.</param>
/// <param name="Count">1 or more; 65,535 stands for any more than that.</param>
internal readonly record struct TermCount(ulong Term, ushort Count);
