namespace Sallyport.Text;

/// <summary>The readings of a text that a detector asks for. A view exists only where it differs from the text it reads.</summary>
[Flags]
public enum ViewKinds
{
    /// <summary>The text as it came.</summary>
    Original = 1,

    /// <summary>Compatibility forms, look-alike letters, invisible characters, HTML comments, entities and percent escapes read as a reader would.</summary>
    Folded = 2,

    /// <summary>What runs of base64 and hexadecimal hold.</summary>
    Decoded = 4,

    /// <summary>ROT13, reversed, spaced and leet readings of stretches that look unlike language. Needs whole sentences.</summary>
    Deobfuscated = 8,

    /// <summary>What would have to be folded or decoded once more where the nest of views ends: text in more layers than are read.</summary>
    Layered = 16,

    /// <summary>What a structured detector reads: everything that keeps the hold-back of a stream short.</summary>
    Structured = Original | Folded | Decoded,

    /// <summary>Every reading of what a text says.</summary>
    All = Structured | Deobfuscated,
}
