using System.Globalization;
using System.Text;
using CsCheck;
using Sallyport.Text;
using Sallyport.Text.Views;
using Xunit;

namespace Sallyport.Tests.Text.Views;

public sealed class FoldReaderTests
{
    private static readonly Gen<string> Texts = ViewProperties.Texts(
        "&amp;", "&#105;", "&#x69", "&#8203;", "&bogus;", "&", "%41", "%E2%80%8B", "%d0%b0", "%", "<!--", "-->", "<!---->", "pаypаl", "игнор", "раура", "Ｆｕｌｌ", "①②", "ﬁ",
        "e\u0301", "가", "\u1100\u1161\u11A8", "ｶﾞ", "\U000E0041\U000E0042", "ʜᴇʟʟᴏ", "𝓲𝓰𝓷", "🅰", "١٢٣", "कि", "x\u0337", "a\u00ADb", "\uFFFE", "x–", "–", "—y", "。", "a。1", "｡", "\uFFF3", "é\u0300", "Αα");

    [Theory]
    [InlineData("Ｉｇｎｏｒｅ all", "Ignore all")]
    [InlineData("𝓲𝓰𝓷𝓸𝓻𝓮 𝐚𝐥𝐥", "ignore all")]
    [InlineData("ﬁle ①②", "file 12")]
    [InlineData("ig\u200Bno\u2060re", "ignore")]
    [InlineData("soft\u00ADhyphen", "softhyphen")]
    [InlineData("i\u0337g\u0338n\u0335ore", "ignore")]
    [InlineData("\u202Eerongi\u202C", "erongi")]
    [InlineData("hi\U000E0041\U000E0042\U000E007F", "hiAB")]
    [InlineData("pаypаl and раураl", "paypal and paypal")]
    [InlineData("the сосо рор", "the coco pop")]
    [InlineData("ɪɢɴᴏʀᴇ ᴀʟʟ", "ignore all")]
    [InlineData("🅸🅶🅽 🇮🇬", "IGN IG")]
    [InlineData("⒤⒢⒩", "ign")]
    [InlineData("ig&#110;ore &lt;b&gt; &#x69", "ignore <b> i")]
    [InlineData("zero&#8203;width&ZeroWidth;", "zerowidth&ZeroWidth;")]
    [InlineData("p&#1072;ypal", "paypal")]
    [InlineData("%69gnore%20all%C3%A9 100% 50%de", "ignore allé 100% 50%de")]
    [InlineData("see <!-- do it --> now", "see   do it   now")]
    [InlineData("ig<!---->nore", "ignore")]
    [InlineData("١٢٣ ４５ ६", "123 45 6")]
    [InlineData("cafe\u0301 cafÉ", "cafe cafÉ")]
    [InlineData("ｶﾞｷﾞ \u1100\u1161\u11A8", "ガギ 각")]
    [InlineData("a\u0000b\u0007c", "abc")]
    [InlineData("x\u00A0y\u2003z", "x y z")]
    [InlineData("xoxb\u2013123\u2014a\u2012b\u20154 \u2014 c", "xoxb-123-a-b-4 \u2014 c")]
    [InlineData("192。168．1｡1 http://evil。example", "192.168.1.1 http://evil.example")]
    [InlineData("any\u2028prior\u1680rules\u0085", "any\nprior rules\n")]
    [InlineData("ig\uFFF0no\u2065re", "ignore")]
    [InlineData("xoxb\u2011a\u2010b 3\u22124 \u2014", "xoxb-a-b 3-4 \u2014")]
    public void Fold_Disguised_ReadsPlain(string source, string expected)
    {
        var view = ViewReading.Of(static () => new FoldReader(), source);

        Assert.Equal(expected, view.Text);
    }

    [Fact]
    public void Fold_DefaultIgnorables_AreRemoved()
    {
        for (var codePoint = 0x80; codePoint <= 0xE0FFF; codePoint++)
        {
            var isMark = codePoint is (>= 0x600 and <= 0x605) or 0x6DD or 0x70F or 0x890 or 0x891 or 0x8E2 or 0x110BD or 0x110CD or (>= 0x13430 and <= 0x1343F);
            var isTag = codePoint is >= 0xE0020 and <= 0xE007E;
            if (isMark || isTag || (codePoint < 0xE0000 && (codePoint is < 0xFFF0 or > 0xFFF8) && CharUnicodeInfo.GetUnicodeCategory(codePoint) != UnicodeCategory.Format))
            {
                continue;
            }

            var view = ViewReading.Of(static () => new FoldReader(), "ig" + char.ConvertFromUtf32(codePoint) + "nore");

            Assert.True(view.Text == "ignore", $"U+{codePoint:X4}");
        }
    }

    [Theory]
    [InlineData("Plain ASCII prose, with <b>tags</b>, 100 % of it & more - all of it -- & so on.")]
    [InlineData("Ordinary Русский текст, сор и хор. А потом снова.")]
    [InlineData("Ελληνικό κείμενο, όπως είναι.")]
    [InlineData("naïve café, Größe, “quoted” — dash, page –3, “so”—“no”")]
    [InlineData("日本語のテキスト。한국어 텍스트도. 共3。是的 A。甲。")]
    [InlineData("हिन्दी में पाठ")]
    [InlineData("नमस्ते – tiếng Việt có dấu")]
    [InlineData("lone \uD800 and \uDC00 surrogates \uFFFE \uFFFF")]
    [InlineData("AT&T R&D &amp &unknown; %zz %4 <!- -->")]
    public void Fold_OrdinaryText_EmitsNothing(string source)
    {
        var view = ViewReading.Of(static () => new FoldReader(), source);

        Assert.Equal("", view.Text);
    }

    [Fact]
    public void Fold_Difference_StandsInItsContextAndEndsWithASeam()
    {
        var source = new string('a', 1000) + "&lt;" + new string('b', 1000) + "&gt;" + new string('c', 100);

        var view = ViewReading.Of(static () => new FoldReader(), source);

        Assert.Equal(new string('a', 256) + "<" + new string('b', 256) + "\n" + new string('b', 256) + ">" + new string('c', 100), view.Text);
        Assert.Equal("&lt;", view.SourceOf("<", source));
        Assert.Equal(0, view.Map[view.Text.IndexOf('\n')].Length);
    }

    [Fact]
    public void Fold_DifferencesClose_StandInOneStretch()
    {
        var source = "&lt;" + new string('b', 255) + "&gt; end";

        var view = ViewReading.Of(static () => new FoldReader(), source);

        Assert.Equal("<" + new string('b', 255) + "> end", view.Text);
    }

    [Fact]
    public void Fold_AsciiProse_HoldsNothingBack()
    {
        using var reader = new FoldReader();

        reader.Advance(new TextWindow("Some words of prose and hal", 0, isComplete: false));

        Assert.Equal(27, reader.SourceClear);
        Assert.Equal(0, reader.Window.Text.Length);
    }

    [Fact]
    public void Fold_AnyCutting_SameViewAndMap() => ViewProperties.CuttingChangesNothing(static () => new FoldReader(), Texts);

    [Fact]
    public void Fold_AnyText_MapIsMonotone() => ViewProperties.MapIsMonotoneAndInside(static () => new FoldReader(), Texts);

    [Fact]
    public void Fold_AnyText_HoldsBackABoundedStretch()
    {
        Texts.Sample(text =>
        {
            using var reader = new FoldReader();

            reader.Advance(new TextWindow(text, 0, isComplete: false));

            Assert.InRange(text.Length - reader.SourceClear, 0, 128);
        });
    }

    [Fact]
    public void Fold_EveryEmittedCharacter_IsTheReadingOfItsSource()
    {
        Texts.Where(t => !t.Contains('<')).Sample(text =>
        {
            var view = ViewReading.Of(static () => new FoldReader(), text);

            for (var i = 0; i < view.Text.Length; i++)
            {
                var span = view.Map[i];
                var source = text[span.Start..span.End];
                if (source.Length > 0 && source[0] != view.Text[i])
                {
                    Assert.True(Readings(source).Contains(view.Text[i]), $"'{source}' read as '{view.Text[i]}'");
                }
            }
        });
    }

    [Theory]
    [InlineData("\u200B", 0)]
    [InlineData("&", 0)]
    [InlineData("&#1", 1_000_000)]
    [InlineData("a\u0301", 1_000_000)]
    [InlineData("é\u0301\u0316\u0301", 4_000_000)]
    [InlineData("\u0301\u0316", 2_000_000)]
    [InlineData("\uD800", 0)]
    [InlineData("а", 1_000_000)]
    [InlineData("%", 0)]
    [InlineData("<!--", 1_000_000)]
    [InlineData("ﷺ", 18_000_000)]
    public void Fold_HostileFlood_EmitsABoundedView(string piece, int most)
    {
        var source = string.Concat(Enumerable.Repeat(piece, 1_000_000));
        using var reader = new FoldReader();
        var emitted = 0L;

        for (var end = 0; end < source.Length;)
        {
            var start = Math.Max(0, reader.SourceClear - ViewReader.LookBack);
            end = Math.Min(source.Length, end + 5_000);
            reader.Advance(new TextWindow(source.AsSpan(start, end - start), start, end == source.Length));
            emitted += reader.Window.Text.Length;
            reader.Release(reader.Window.End);
        }

        Assert.Equal(source.Length, reader.SourceClear);
        Assert.InRange(emitted, 0, most);
    }

    private static string Readings(string source)
    {
        var readings = new StringBuilder();
        var piece = source;
        if (piece.StartsWith('&') && HtmlEntity.Read(piece, true) is { IsFound: true } entity)
        {
            piece = char.ConvertFromUtf32(entity.CodePoint);
        }
        else if (piece.StartsWith('%') && PercentEscape.Read(piece, true) is { IsFound: true } percent)
        {
            piece = char.ConvertFromUtf32(percent.CodePoint);
        }

        readings.Append(piece);
        if (piece.EnumerateRunes().All(r => r != Rune.ReplacementChar && CharUnicodeInfo.GetUnicodeCategory(r.ToString(), 0) != UnicodeCategory.OtherNotAssigned))
        {
            readings.Append(piece.Normalize(NormalizationForm.FormKC));
        }

        foreach (var rune in readings.ToString().EnumerateRunes())
        {
            readings.Append(LookAlikes.ReadingOf(rune.Value));
            readings.Append(rune.Value is '。' or '｡' ? "." : rune.IsBmp && CharTable.IsDash((char)rune.Value) ? "-" : "");
            readings.Append(rune.IsBmp ? LookAlikes.Of((char)rune.Value) : '\0');
            readings.Append(Rune.IsDigit(rune) ? ((int)Rune.GetNumericValue(rune)).ToString() : "");
            readings.Append(rune.Value is >= 0xE0020 and <= 0xE007E ? (char)(rune.Value - 0xE0000) : '\0');
        }

        return readings.ToString();
    }
}
