namespace Sallyport.Detection.Pii;

/// <summary>The rule detectors of personal data.</summary>
public static class PiiDetectors
{
    /// <summary>All of them. Together they report every kind of <see cref="PiiKinds"/>.</summary>
    public static IReadOnlyList<Detector> All { get; } = [new EmailDetector(), Numbers(), new HexAddressDetector(), new UrlCredentialsDetector()];

    internal static NumberDetector Numbers()
    {
        var passport = new PassportRecognizer();
        var licence = new DrivingLicenceRecognizer();
        var spanish = new EsDniRecognizer();
        var nino = new UkNinoRecognizer();
        return new NumberDetector(
            shorter: [new IpV4Recognizer(), new DateOfBirthRecognizer(), new FrNirRecognizer(), licence, new PartedCardRecognizer()],
            longer:
            [
                new PaymentCardRecognizer(), new UsTaxpayerRecognizer(), new UkNhsRecognizer(), new DeTaxIdRecognizer(), new InAadhaarRecognizer(),
                new BrTaxpayerRecognizer(), new CaSinRecognizer(), new PhoneRecognizer(), spanish, nino, passport,
            ],
            mixed: [new IbanRecognizer(), new ItCodiceFiscaleRecognizer(), new InPanRecognizer(), new GluedCardRecognizer(), nino, spanish, passport]);
    }
}
