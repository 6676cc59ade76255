using Sallyport.Detection.Pii;
using Xunit;

namespace Sallyport.Tests.Detection.Pii;

public sealed class DrivingLicenceRecognizerTests
{
    [Theory]
    [InlineData("driving licence ⟦MORGA657054SM9IJ⟧")]
    [InlineData("⟦MORGA657054SM9IJ⟧")]
    [InlineData("driver's license no. ⟦D1234567⟧")]
    [InlineData("Führerschein ⟦B072RRE2I55⟧")]
    [InlineData("driver license ⟦F255-9215-1094⟧")]
    [InlineData("DL# ⟦S530-4607-2351⟧")]
    public void Licence_InText_IsFound(string marked) => PiiExpectation.AssertFound(PiiKinds.DrivingLicence, marked);

    [Theory]
    [InlineData("MORGA697054SM9IJ")]
    [InlineData("order D1234567")]
    [InlineData("license 2.0")]
    [InlineData("driver's license, Springfield, IL 62704-1234")]
    [InlineData("driving licence of J. Roe, 90210-4567")]
    public void Licence_NearMiss_IsNotFound(string text) => PiiExpectation.AssertNo(PiiKinds.DrivingLicence, text);
}
