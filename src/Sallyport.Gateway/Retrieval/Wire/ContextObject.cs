namespace Sallyport.Gateway.Retrieval.Wire;

/// <summary>What <c>/v1/retrieve</c> answers with: context that can stand in a prompt, marked as data.</summary>
/// <param name="Receipt">Names the look in the ledger.</param>
/// <param name="Context">The texts, each between marks that no text can hold.</param>
/// <param name="Instructions">What to tell the model of these marks; belongs into the system prompt.</param>
/// <param name="Citations">What each numbered text is.</param>
/// <param name="Withheld">Chunks that would have been here and are quarantined, for the tenant's own administrators to look at.</param>
internal sealed record ContextObject(string Receipt, string Context, string Instructions, IReadOnlyList<CitationObject> Citations, int Withheld)
{
    public string Object { get; } = "retrieval";
}
