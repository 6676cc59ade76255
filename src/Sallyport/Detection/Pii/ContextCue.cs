namespace Sallyport.Detection.Pii;

/// <summary>What a word near a number says that the number is.</summary>
[Flags]
internal enum ContextCue
{
    None = 0,
    Phone = 1,
    Card = 1 << 1,
    Bank = 1 << 2,
    UsTax = 1 << 3,
    UkInsurance = 1 << 4,
    UkHealth = 1 << 5,
    GermanTax = 1 << 6,
    FrenchSocial = 1 << 7,
    SpanishIdentity = 1 << 8,
    ItalianTax = 1 << 9,
    IndianIdentity = 1 << 10,
    IndianTax = 1 << 11,
    BrazilianTax = 1 << 12,
    CanadianSocial = 1 << 13,
    Birth = 1 << 14,
    Passport = 1 << 15,
    Licence = 1 << 16,
    Network = 1 << 17,

    /// <summary>An order, an invoice, a product: numbers that look like anything.</summary>
    Reference = 1 << 18,

    /// <summary>A version, a checksum, a time span.</summary>
    Technical = 1 << 19,

    /// <summary>A sum of money or a count of things.</summary>
    Amount = 1 << 20,

    /// <summary>A national identity of whatever country.</summary>
    Identity = UsTax | UkInsurance | GermanTax | FrenchSocial | SpanishIdentity | ItalianTax | IndianIdentity | IndianTax | BrazilianTax | CanadianSocial,
}
