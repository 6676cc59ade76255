using CsCheck;
using Sallyport.Retrieval.Fingerprints;
using Xunit;

namespace Sallyport.Tests.Retrieval.Fingerprints;

public sealed class FingerprintKeyTests
{
    // The ninth vector of the authors' reference implementation: key 00..0f, message 00..07.
    [Fact]
    public void SipHash_OfTheReferencesMessage_IsTheReferences() =>
        Assert.Equal(0x93f5f5799a932462UL, FingerprintKey.SipHash(0x0706050403020100, 0x0706050403020100, 0x0f0e0d0c0b0a0908));

    [Fact]
    public void Roll_OverAnyText_ComesToTheHashOfItsLastLettersAlone() =>
        Gen.Char.Where(static c => c != FoldedLetters.None).Array[Winnower.Shingle, 3 * Winnower.Shingle].Sample(letters =>
        {
            var key = new FingerprintKey();
            var rolled = 0UL;
            for (var i = 0; i < letters.Length; i++)
            {
                rolled = key.Roll(rolled, letters[i], i < Winnower.Shingle ? FoldedLetters.None : letters[i - Winnower.Shingle]);
            }

            var alone = letters[^Winnower.Shingle..].Aggregate(0UL, (hash, letter) => key.Roll(hash, letter, FoldedLetters.None));
            Assert.Equal(alone, rolled);
        });

    [Fact]
    public void Keys_OfTwoTenants_GiveOtherFingerprintsForOneText()
    {
        var (one, other) = (new FingerprintKey(), new FingerprintKey());
        var hashes = (One: 0UL, Other: 0UL);
        foreach (var letter in "parental leave is sixteen weeks for everybody")
        {
            hashes = (one.Roll(hashes.One, letter, FoldedLetters.None), other.Roll(hashes.Other, letter, FoldedLetters.None));
        }

        Assert.NotEqual(one.Print(one.Order(hashes.One)), other.Print(other.Order(hashes.Other)));
    }
}
