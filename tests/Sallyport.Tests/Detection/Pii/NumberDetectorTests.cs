using Sallyport.Detection.Pii;
using Xunit;

namespace Sallyport.Tests.Detection.Pii;

public sealed class NumberDetectorTests
{
    private static readonly NumberDetector s_detector = PiiDetectors.Numbers();

    [Fact]
    public void Numbers_AnyCutting_GivesTheSameFindings() => DetectorProperties.HoldFor(s_detector, DetectorProperties.TextsOf(
        "4111 1111 1111 1111", "4111111111111111", "378282246310005", "GB61 IOAD 7270 1258 7012 44", "DE89370400440532013000", "123-45-6789", "AB 12 34 56 C", "AB123456C",
        "1 85 05 78 006 084 91", "12345678Z", "X-1234567-L", "RSSMRA85T10A562S", "2234 5678 9012", "ABCPD1234E", "529.982.247-25", "046 454 286", "+44 20 7946 0018",
        "(212) 555-0123", "06 12 34 56 78", "call", "order", "passport", "born", "DOB", "September 20, 2000", "5 de mayo de 1990", "14.05.1968", "93.184.216.34", "1.2.3",
        "4111\t1111\t1111\t1111", "4111\n1111", "PAN4111111111111111", "_", "\t", "\n", " | ", "•", "/", "the quick brown fox", "(", "+", "-", "AB", "March", "v", "1", "12", "1998", "SSN", "driving licence", "MORGA657054SM9IJ", "name;mail@example.com;5551234567;"), samples: 3000);
}
