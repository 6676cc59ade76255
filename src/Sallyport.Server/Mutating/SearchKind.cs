namespace Sallyport.Server.Mutating;

/// <summary>How an adaptive search goes about it.</summary>
internal enum SearchKind
{
    /// <summary>The words that weigh most first, each with the edit that helps most.</summary>
    Greedy,

    /// <summary>A few texts that are crossed and edited at random, of which the better ones live on.</summary>
    Evolve,
}
