using System.Text;
using Sallyport.Retrieval.Reading;
using Xunit;

namespace Sallyport.Documents.Tests;

public sealed class FormatTellingTests
{
    [Theory]
    [InlineData("a.txt", "words", DocumentFormat.Text)]
    [InlineData("A.TXT", "", DocumentFormat.Text)]
    [InlineData("notes.markdown", "# a", DocumentFormat.Markdown)]
    [InlineData("a.md", "", DocumentFormat.Markdown)]
    [InlineData("index.htm", "<p>", DocumentFormat.Html)]
    [InlineData("a.b.json", "{}", DocumentFormat.Json)]
    [InlineData("a.csv", "a,b", DocumentFormat.Csv)]
    [InlineData("a.pdf", "%PDF-1.4", DocumentFormat.Pdf)]
    [InlineData("a.pdf", "\nprefix %PDF-1.4", DocumentFormat.Pdf)]
    [InlineData("a.docx", "PK\u0003\u0004", DocumentFormat.Docx)]
    public void Tell_NameThatContentFits_IsTheFormat(string name, string head, DocumentFormat format) =>
        Assert.Equal((format, null), FormatTelling.Tell(name, Encoding.Latin1.GetBytes(head)));

    [Theory]
    [InlineData("a.pdf", "<html>")]
    [InlineData("a.pdf", "PK\u0003\u0004 %PDF-1.4")]
    [InlineData("a.docx", "%PDF-1.4")]
    [InlineData("a.txt", "%PDF-1.4")]
    [InlineData("a.html", "PK\u0003\u0004")]
    [InlineData("a.md", "\u0089PNG")]
    [InlineData("a.csv", "\u001f\u008b")]
    [InlineData("a.json", "\u007fELF")]
    public void Tell_ContentOfAnotherFormat_IsRefused(string name, string head) =>
        Assert.Equal(DocumentFault.NameAndContentDiffer, FormatTelling.Tell(name, Encoding.Latin1.GetBytes(head)).Fault);

    [Theory]
    [InlineData("a")]
    [InlineData("")]
    [InlineData("a.exe")]
    [InlineData("a.doc")]
    [InlineData("a.pdf.exe")]
    [InlineData("pdf")]
    [InlineData("a.pdf ")]
    [InlineData("a.pdf\0.txt\0")]
    public void Tell_OtherNames_AreRefused(string name) => Assert.Equal(DocumentFault.UnknownFormat, FormatTelling.Tell(name, "%PDF-1.4"u8).Fault);

    [Fact]
    public void Tell_OldOrEncryptedWord_SaysSo() => Assert.Equal(DocumentFault.OldWord, FormatTelling.Tell("a.docx", [0xD0, 0xCF, 0x11, 0xE0]).Fault);

    [Fact]
    public void EachFault_HasAMessageOfItsOwn()
    {
        var failures = Enum.GetValues<DocumentFault>().Select(static fault => fault.Reading().Failure!.Message).ToList();

        Assert.Equal(failures.Count, failures.Distinct().Count());
    }
}
