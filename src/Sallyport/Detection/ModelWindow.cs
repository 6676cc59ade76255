namespace Sallyport.Detection;

/// <summary>What a trained model read as one where a finding scored highest.</summary>
public enum ModelWindow
{
    /// <summary>A part of the sentence, between commas or the like.</summary>
    Clause,

    /// <summary>The sentence or line alone.</summary>
    Sentence,

    /// <summary>The sentence with those before it, about 320 characters in all: what speaks for the finding may stand in these.</summary>
    Passage,

    /// <summary>The same with about 1,200 characters.</summary>
    Page,
}
