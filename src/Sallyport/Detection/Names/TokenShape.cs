namespace Sallyport.Detection.Names;

/// <summary>What a token looks like.</summary>
internal enum TokenShape : byte
{
    None,
    Mark,
    Newline,
    OneDigit,
    TwoDigits,
    ThreeDigits,
    FourDigits,
    FiveDigits,
    Digits,
    Alphanumeric,

    /// <summary>An e-mail address, a URL or a handle: never part of a name.</summary>
    Opaque,
    Lower,
    Title,
    Initial,
    Upper,
    Camel,
    Caseless,
    Han,
    Hangul,
    Kana,
}
