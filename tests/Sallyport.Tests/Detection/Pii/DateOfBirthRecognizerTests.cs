using Sallyport.Detection.Pii;
using Xunit;

namespace Sallyport.Tests.Detection.Pii;

public sealed class DateOfBirthRecognizerTests
{
    [Theory]
    [InlineData("Anna Lee, born ⟦January 18, 1990⟧, lives")]
    [InlineData("(DOB ⟦05/03/1982⟧)")]
    [InlineData("geboren am ⟦14.05.1968⟧")]
    [InlineData("né le ⟦1999-08-26⟧")]
    [InlineData("nacido el ⟦5 de mayo de 1990⟧")]
    [InlineData("nata il ⟦3 marzo 1971⟧")]
    [InlineData("\"dateOfBirth\": \"⟦1990-01-18⟧\"")]
    [InlineData("born on the ⟦20th of September, 1990⟧")]
    [InlineData("dob=⟦19900118⟧")]
    [InlineData("born ⟦1990–01–18⟧ in Rome")]
    [InlineData("born ⟦18−01−1990⟧ in Rome")]
    [InlineData("⟦12/03/1980⟧ (date of birth)")]
    [InlineData("D.O.B.: ⟦03.12.85⟧")]
    [InlineData("дата рождения ⟦12.03.1985⟧")]
    [InlineData("生年月日：⟦1985-03-12⟧")]
    public void Birth_InText_IsFound(string marked) => PiiExpectation.AssertFound(PiiKinds.DateOfBirth, marked);

    [Theory]
    [InlineData("We met on January 18, 1990.")]
    [InlineData("2024-01-15")]
    [InlineData("born 31/02/1990")]
    [InlineData("died 05/03/1982")]
    [InlineData("born in 1990")]
    [InlineData("released 14.05.1968")]
    public void Birth_NearMiss_IsNotFound(string text) => PiiExpectation.AssertNo(PiiKinds.DateOfBirth, text);
}
