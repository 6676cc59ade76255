namespace Sallyport.Detection.Names;

/// <summary>What the lexicon knows of a word.</summary>
[Flags]
internal enum WordFlags : ushort
{
    None = 0,
    Forename = 1,
    Surname = 2,
    Place = 4,
    Demonym = 8,
    Street = 16,
    Organization = 32,
    Honorific = 64,

    /// <summary>A word before or beside which a name stands: "dear", "contact", "name".</summary>
    Cue = 128,

    /// <summary>A word that the training text has as an ordinary word, next to never as a name.</summary>
    Common = 256,

    /// <summary>The first word of an entry of several words.</summary>
    PhraseStart = 512,
    Calendar = 1024,

    /// <summary>A word that stands before a part of an address: "apt", "suite", "box".</summary>
    AddressPart = 2048,

    /// <summary>A state or province as an address has it: "IL", "NSW".</summary>
    StateCode = 4096,

    /// <summary>A word that stands in a name between its parts: "van", "de", "bin".</summary>
    Particle = 8192,
}
