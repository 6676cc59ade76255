using Sallyport.Detection.Pii;
using Xunit;

namespace Sallyport.Tests.Detection.Pii;

public sealed class UsTaxpayerRecognizerTests
{
    [Theory]
    [InlineData("SSN on file: ⟦078-05-1121⟧")]
    [InlineData("My social is ⟦722-95-4410⟧ and")]
    [InlineData("⟦457-55-5462⟧ is my SSN")]
    [InlineData("SSN ⟦722  95  4410⟧")]
    [InlineData("SSN ⟦722·95·4410⟧")]
    [InlineData("social security number ⟦457555462⟧")]
    [InlineData("⟦457 55 5462⟧ (SSN)")]
    public void Ssn_InText_IsFound(string marked) => PiiExpectation.AssertFound(PiiKinds.UsSsn, marked);

    [Theory]
    [InlineData("000-12-3456")]
    [InlineData("666-12-3456")]
    [InlineData("123-00-4567")]
    [InlineData("123-45-0000")]
    [InlineData("order no 457555462")]
    [InlineData("078-05-1120")]
    [InlineData("part 457-55-5462-77")]
    public void Ssn_NearMiss_IsNotFound(string text) => PiiExpectation.AssertNo(PiiKinds.UsSsn, text);

    [Theory]
    [InlineData("ITIN ⟦912-70-1234⟧")]
    [InlineData("⟦912-91-1234⟧")]
    public void UsItin_InText_IsFound(string marked) => PiiExpectation.AssertFound(PiiKinds.UsItin, marked);
}
