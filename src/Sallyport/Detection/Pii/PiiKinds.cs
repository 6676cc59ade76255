namespace Sallyport.Detection.Pii;

/// <summary>The kinds that the PII rule detectors report.</summary>
public static class PiiKinds
{
    /// <summary>An e-mail address.</summary>
    public static FindingKind Email { get; } = new("pii.email");

    /// <summary>A telephone number.</summary>
    public static FindingKind Phone { get; } = new("pii.phone");

    /// <summary>The primary account number of a payment card.</summary>
    public static FindingKind PaymentCard { get; } = new("pii.payment_card");

    /// <summary>An international bank account number.</summary>
    public static FindingKind Iban { get; } = new("pii.iban");

    /// <summary>A United States social security number.</summary>
    public static FindingKind UsSsn { get; } = new("pii.national_id.us_ssn");

    /// <summary>A United States individual taxpayer identification number.</summary>
    public static FindingKind UsItin { get; } = new("pii.national_id.us_itin");

    /// <summary>A United Kingdom national insurance number.</summary>
    public static FindingKind UkNino { get; } = new("pii.national_id.uk_nino");

    /// <summary>A number of the National Health Service of England, Wales and the Isle of Man.</summary>
    public static FindingKind UkNhs { get; } = new("pii.national_id.uk_nhs");

    /// <summary>A German tax identification number (Steuer-ID).</summary>
    public static FindingKind DeTaxId { get; } = new("pii.national_id.de_tax_id");

    /// <summary>A French social security number (NIR).</summary>
    public static FindingKind FrNir { get; } = new("pii.national_id.fr_nir");

    /// <summary>A Spanish identity number of a citizen (DNI) or a foreigner (NIE).</summary>
    public static FindingKind EsDni { get; } = new("pii.national_id.es_dni");

    /// <summary>An Italian tax code (codice fiscale).</summary>
    public static FindingKind ItCodiceFiscale { get; } = new("pii.national_id.it_codice_fiscale");

    /// <summary>An Indian identity number (Aadhaar).</summary>
    public static FindingKind InAadhaar { get; } = new("pii.national_id.in_aadhaar");

    /// <summary>An Indian permanent account number of a taxpayer.</summary>
    public static FindingKind InPan { get; } = new("pii.national_id.in_pan");

    /// <summary>A Brazilian taxpayer number of a person.</summary>
    public static FindingKind BrCpf { get; } = new("pii.national_id.br_cpf");

    /// <summary>A Brazilian taxpayer number of a company.</summary>
    public static FindingKind BrCnpj { get; } = new("pii.national_id.br_cnpj");

    /// <summary>A Canadian social insurance number.</summary>
    public static FindingKind CaSin { get; } = new("pii.national_id.ca_sin");

    /// <summary>An Internet address of version 4 or 6.</summary>
    public static FindingKind IpAddress { get; } = new("pii.ip_address");

    /// <summary>A hardware address.</summary>
    public static FindingKind MacAddress { get; } = new("pii.mac_address");

    /// <summary>A date that is said to be someone's birth.</summary>
    public static FindingKind DateOfBirth { get; } = new("pii.date_of_birth");

    /// <summary>A passport's number.</summary>
    public static FindingKind Passport { get; } = new("pii.passport");

    /// <summary>A driving licence's number.</summary>
    public static FindingKind DrivingLicence { get; } = new("pii.driving_licence");

    /// <summary>The user and password, or the credential parameter, inside a URL.</summary>
    public static FindingKind UrlCredentials { get; } = new("pii.url_credentials");
}
