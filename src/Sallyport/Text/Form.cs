namespace Sallyport.Text;

/// <summary>What a segment is made of. Everything but <see cref="Text"/> and <see cref="Json"/> is uninspectable.</summary>
public enum Form
{
    /// <summary>Text that detectors read.</summary>
    Text,

    /// <summary>A string that is itself a JSON document (tool-call arguments); detectors read its decoded strings.</summary>
    Json,

    /// <summary>An image, by bytes or by URL.</summary>
    Image,

    /// <summary>An audio clip.</summary>
    Audio,

    /// <summary>A file or part whose content no detector reads.</summary>
    Binary,

    /// <summary>Something only its issuer can open: encrypted reasoning, a thinking signature.</summary>
    Ciphertext,
}
