using Sallyport.Detection.Pii;
using Xunit;

namespace Sallyport.Tests.Detection.Pii;

public sealed class BrTaxpayerRecognizerTests
{
    [Theory]
    [InlineData("CPF ⟦529.982.247-25⟧")]
    [InlineData("cpf: ⟦52998224725⟧")]
    [InlineData("⟦529.982.247-25⟧")]
    public void Cpf_InText_IsFound(string marked) => PiiExpectation.AssertFound(PiiKinds.BrCpf, marked);

    [Theory]
    [InlineData("529.982.247-26")]
    [InlineData("111.111.111-11")]
    [InlineData("52998224725")]
    public void Cpf_NearMiss_IsNotFound(string text) => PiiExpectation.AssertNo(PiiKinds.BrCpf, text);

    [Theory]
    [InlineData("CNPJ ⟦11.222.333/0001-81⟧")]
    [InlineData("cnpj ⟦11222333000181⟧")]
    public void BrCnpj_InText_IsFound(string marked) => PiiExpectation.AssertFound(PiiKinds.BrCnpj, marked);
}
