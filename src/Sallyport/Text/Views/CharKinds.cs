namespace Sallyport.Text.Views;

/// <summary>What folding needs to know of a UTF-16 code unit.</summary>
[Flags]
internal enum CharKinds : byte
{
    None = 0,

    /// <summary>A letter of the Latin script.</summary>
    Latin = 1,

    /// <summary>A letter of any other script.</summary>
    Foreign = 2,

    /// <summary>A decimal digit of any script.</summary>
    Digit = 4,

    /// <summary>Belongs to the character before it: a mark, a vowel or final Jamo, a halfwidth voicing sign.</summary>
    Joins = 8,

    /// <summary>Normalisation, digit folding or what stands around it may change it, even alone.</summary>
    Unstable = 16,

    /// <summary>Not seen by a reader: zero-width, bidi control, variation selector, filler, control character.</summary>
    Removed = 32,

    /// <summary>Looks like a Latin letter.</summary>
    LookAlike = 64,

    /// <summary>A surrogate: what it is depends on its pair.</summary>
    Surrogate = 128,

    /// <summary>What a word is made of.</summary>
    Word = Latin | Foreign | Digit | Joins,

    /// <summary>What a reader may not skip over as it came.</summary>
    NeedsReading = Unstable | Removed | LookAlike | Surrogate,
}
