using Sallyport.Detection.Pii;
using Xunit;

namespace Sallyport.Tests.Detection.Pii;

public sealed class EsDniRecognizerTests
{
    [Theory]
    [InlineData("DNI ⟦12345678Z⟧")]
    [InlineData("mi dni es ⟦12.345.678-Z⟧.")]
    [InlineData("⟦12345678-Z⟧")]
    [InlineData("NIE ⟦X1234567L⟧")]
    [InlineData("⟦X-1234567-L⟧")]
    public void Dni_InText_IsFound(string marked) => PiiExpectation.AssertFound(PiiKinds.EsDni, marked);

    [Theory]
    [InlineData("12345678A")]
    [InlineData("X1234567A")]
    [InlineData("112345678Z")]
    [InlineData("12345678ZZ")]
    public void Dni_NearMiss_IsNotFound(string text) => PiiExpectation.AssertNo(PiiKinds.EsDni, text);
}
