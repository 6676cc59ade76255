using Sallyport.Detection.Pii;
using Xunit;

namespace Sallyport.Tests.Detection.Pii;

public sealed class IbanRecognizerTests
{
    [Theory]
    [InlineData("IBAN ⟦GB82 WEST 1234 5698 7654 32⟧, please")]
    [InlineData("⟦DE89370400440532013000⟧")]
    [InlineData("à ⟦FR14 2004 1010 0505 0001 3M02 606⟧ merci")]
    [InlineData("⟦de89 3704 0044 0532 0130 00⟧ and more")]
    [InlineData("⟦NO93 8601 1117 947⟧.")]
    [InlineData("⟦GB82\tWEST\t1234\t5698\t7654\t32⟧")]
    [InlineData("⟦GB82  WEST  1234  5698  7654  32⟧\nthanks")]
    [InlineData("pay ⟦GB82 WEST 1234\n5698 7654 32⟧.")]
    [InlineData("⟦GB82 · WEST · 1234 · 5698 · 7654 · 32⟧")]
    [InlineData("⟦GB82/WEST/1234/5698/7654/32⟧")]
    [InlineData("IBAN⟦DE89370400440532013000⟧")]
    public void Iban_InText_IsFound(string marked) => PiiExpectation.AssertFound(PiiKinds.Iban, marked);

    [Theory]
    [InlineData("GB82 WEST 1234 5698 7654 33")]
    [InlineData("DE8937040044053201300")]
    [InlineData("XX89370400440532013000")]
    [InlineData("DE893704004405320130001")]
    [InlineData("xDE89370400440532013000")]
    [InlineData("DE89 3704 0044 0532 0130\nand 00")]
    public void Iban_NearMiss_IsNotFound(string text) => PiiExpectation.AssertNo(PiiKinds.Iban, text);
}
