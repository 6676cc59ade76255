using Sallyport.Detection.Pii;
using Xunit;

namespace Sallyport.Tests.Detection.Pii;

public sealed class ItCodiceFiscaleRecognizerTests
{
    [Theory]
    [InlineData("codice fiscale ⟦RSSMRA85T10A562S⟧.")]
    [InlineData("(⟦rssmra85t10a562s⟧)")]
    public void CodiceFiscale_InText_IsFound(string marked) => PiiExpectation.AssertFound(PiiKinds.ItCodiceFiscale, marked);

    [Theory]
    [InlineData("RSSMRA85T10A562T")]
    [InlineData("RSSMRA85Z10A562S")]
    [InlineData("RSSMRA85T99A562S")]
    [InlineData("XRSSMRA85T10A562S")]
    public void CodiceFiscale_NearMiss_IsNotFound(string text) => PiiExpectation.AssertNo(PiiKinds.ItCodiceFiscale, text);
}
