using System.Text;
using CsCheck;
using Sallyport.Retrieval.Index;
using Sallyport.Tenancy;
using Xunit;

namespace Sallyport.Tests.Retrieval.Index;

public sealed class TermsTests
{
    [Theory]
    [InlineData("Café", "cafe\u0301 CAFÉ")]
    [InlineData("ﬁnance", "finance")]
    [InlineData("Straße", "STRASSE")]
    [InlineData("Οδυσσεύς", "οδυσσευς")]
    [InlineData("ёлка", "ЕЛКА")]
    [InlineData("DIYARBAKIR", "Diyarbakır")]
    [InlineData("pass\u200Bword", "password")]
    [InlineData("مُدَرِّسَة", "مدرسه")]
    [InlineData("ｶﾞｲﾄﾞ", "ガイド")]
    [InlineData("Ａ１", "a1")]
    public void Read_WhatIsWrittenInTwoWays_HasTheSameTerms(string one, string other)
    {
        var terms = Words(one);

        Assert.NotEmpty(terms);
        Assert.Equal(terms.Keys.Order(StringComparer.Ordinal), Words(other).Keys.Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("open_bank_account_4821", "open bank account acco 4821")]
    [InlineData("well-known, don't", "well known know don t")]
    [InlineData("Go 東京都 now", "go 東京 京都 now")]
    [InlineData("水", "水")]
    [InlineData("コーヒー・カップ", "コー ーヒ ヒー カッ ップ")]
    [InlineData("𠀀𠀁𠀂", "𠀀𠀁 𠀁𠀂")]
    [InlineData("𝒜pple", "apple appl")]
    [InlineData("والكتاب", "والكتاب كتاب")]
    [InlineData("किताब", "किताब किता")]
    [InlineData("한국어를", "한국어를")]
    [InlineData("ไทย", "ไทย")]
    [InlineData("😀 — …", "")]
    public void Read_AText_CutsItIntoTerms(string text, string expected)
    {
        var terms = Words(text);

        Assert.Equal(expected.Split(' ', StringSplitOptions.RemoveEmptyEntries).Order(StringComparer.Ordinal), terms.Keys.Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("cards", "card")]
    [InlineData("opened", "open")]
    [InlineData("книгами", "книга")]
    [InlineData("Kontoeröffnung", "Konto")]
    [InlineData("الكتاب", "كتاب")]
    public void Read_TwoFormsOfAWord_ShareATerm(string one, string other) => Assert.NotEmpty(Words(one).Keys.Intersect(Words(other).Keys));

    [Fact]
    public void Read_TheScriptsOfSouthAsia_KeepTheirVowels() =>
        Assert.NotEqual(Words("की").Keys, Words("का").Keys);

    [Fact]
    public void Read_AnyText_FindsNothingNewInItsOwnTerms() =>
        Gen.OneOf(Gen.String, Gen.Int[0, 0x10FFFF].Array[0, 20].Select(static runes => string.Concat(runes.Select(static rune => Rune.IsValid(rune) ? new Rune(rune).ToString() : "\uD800"))))
            .Sample(static text =>
            {
                foreach (var term in Words(text).Keys)
                {
                    Assert.Contains(term, Words(term).Keys);
                }
            });

    [Fact]
    public void Of_OneText_IsSortedUniqueAndCounted()
    {
        using var vault = Vault(1);

        var terms = Terms.Of(vault, "to be or not to be");

        Assert.Equal(4, terms.Length);
        Assert.Equal(terms.Select(static term => term.Term).Distinct().Order(), terms.Select(static term => term.Term));
        Assert.Equal([1, 1, 2, 2], terms.Select(static term => (int)term.Count).Order());
        Assert.Equal(terms, Terms.Of(vault, "or not, to be (to BE)"));
    }

    [Fact]
    public void Of_OneTextInTwoVaults_SharesNoTerm()
    {
        using var one = Vault(1);
        using var other = Vault(2);
        const string text = "the quick brown fox jumps over the lazy dog";

        Assert.Empty(Terms.Of(one, text).Select(static term => term.Term).Intersect(Terms.Of(other, text).Select(static term => term.Term)));
    }

    [Fact]
    public void Of_MoreThanATermCounts_Saturates()
    {
        using var vault = Vault(1);

        var terms = Terms.Of(vault, string.Concat(Enumerable.Repeat("a ", 70_000)));

        Assert.Equal(ushort.MaxValue, Assert.Single(terms).Count);
    }

    [Fact]
    public void Of_TooLongAText_IsRefused()
    {
        using var vault = Vault(1);

        Assert.Throws<ArgumentException>(() => Terms.Of(vault, new string(' ', Terms.MaxTextLength + 1)));
    }

    private static IReadOnlyDictionary<string, int> Words(string text)
    {
        var tally = new TermTally();
        TermReader.Read(text, tally);
        return tally.Counts;
    }

    private static TenantVault Vault(byte key) => new(TenantId.New(), SecretBytes.CopyOf(Enumerable.Repeat(key, TenantVault.KeyLength).ToArray()));
}
