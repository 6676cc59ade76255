using Sallyport.Detection.Pii;
using Xunit;

namespace Sallyport.Tests.Detection.Pii;

public sealed class DeTaxIdRecognizerTests
{
    [Theory]
    [InlineData("Steuer-ID ⟦86095742719⟧")]
    [InlineData("Steuer-ID ⟦86  095  742  719⟧")]
    [InlineData("Meine Steueridentifikationsnummer: ⟦86 095 742 719⟧.")]
    public void TaxId_InText_IsFound(string marked) => PiiExpectation.AssertFound(PiiKinds.DeTaxId, marked);

    [Theory]
    [InlineData("Steuer-ID 86095742710")]
    [InlineData("86095742719")]
    [InlineData("86  095  742  719")]
    [InlineData("Steuer-ID 11111111111")]
    public void TaxId_NearMiss_IsNotFound(string text) => PiiExpectation.AssertNo(PiiKinds.DeTaxId, text);
}
