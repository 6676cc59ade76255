namespace Sallyport.Bench.Search;

/// <summary>What a neighbour does while a tenant's search is timed.</summary>
internal enum NeighbourActivity
{
    /// <summary>Nothing.</summary>
    Rests,

    /// <summary>It searches once for the same, beginning with it.</summary>
    SearchesOnce,

    /// <summary>
    /// The control of <see cref="SearchesOnce"/>: beginning with it, a thread of its own reads as many numbers as the neighbour's vectors have, once, as the neighbour's search does, and comes near nothing of Sallyport's:
    /// no lock, no budget, no database, no allocation, no thread of the pool. What shows here is the machine's.
    /// </summary>
    ComputesOnce,

    /// <summary>It searches for the same over and over, from before until it is answered.</summary>
    KeepsSearching,

    /// <summary>The control of <see cref="KeepsSearching"/>: as <see cref="ComputesOnce"/>, over and over.</summary>
    KeepsComputing,
}
