using Sallyport.Detection.Pii;
using Xunit;

namespace Sallyport.Tests.Detection.Pii;

public sealed class PassportRecognizerTests
{
    [Theory]
    [InlineData("Passport no. ⟦450972096⟧ issued")]
    [InlineData("Reisepass ⟦C01X00T47⟧")]
    [InlineData("passeport ⟦LF0885603⟧.")]
    [InlineData("pasaporte: ⟦AAC811035⟧")]
    [InlineData("Passport #: ⟦450972096⟧")]
    [InlineData("护照号码：⟦E12345678⟧")]
    public void Passport_InText_IsFound(string marked) => PiiExpectation.AssertFound(PiiKinds.Passport, marked);

    [Theory]
    [InlineData("staff no. 450972096")]
    [InlineData("passport desk, ticket #450972096")]
    [InlineData("passport, order 450972096")]
    [InlineData("passport 2015")]
    [InlineData("passport abcdef12")]
    public void Passport_NearMiss_IsNotFound(string text) => PiiExpectation.AssertNo(PiiKinds.Passport, text);
}
