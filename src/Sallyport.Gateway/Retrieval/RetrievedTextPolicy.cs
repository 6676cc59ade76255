using Sallyport.Detection;
using Sallyport.Policy;

namespace Sallyport.Gateway.Retrieval;

/// <summary>What keeps a text of a document in quarantine, whatever the tenant's own policy says: characters that nobody sees, and instructions to a model.</summary>
internal static class RetrievedTextPolicy
{
    // What models find counts from where one innocent text in a thousand is taken up: a library has many texts, and who misses one should not have to guess why.
    private const string Text = """
        version: 1
        name: clean-room
        description: What a document's text may not hold if it is to stand in a prompt.
        mode: enforce
        guards:
          - {name: hidden-text, findings: [hidden.tag_characters, hidden.zero_width, hidden.bidi, hidden.variation_selectors, hidden.layers], on: input, action: block}
          - {name: confirmed-attacks, findings: [injection.exemplar], on: input, action: block}
          - {name: instructions, findings: [injection.rule], on: input, action: block, min_score: 0.7}
          - {name: instructions-models, findings: [injection.indirect], on: input, action: block, sensitivity: quiet}
        """;

    /// <summary>Compiles it.</summary>
    /// <param name="detectors">The detectors in use.</param>
    /// <param name="time">The clock.</param>
    public static PolicySnapshot Compile(IReadOnlyList<Detector> detectors, TimeProvider time)
    {
        var document = PolicyReader.Read(Text).Document ?? throw new InvalidOperationException("The policy of clean rooms can't be read.");
        return PolicySnapshot.Compile(document, 0, detectors, time);
    }
}
