using Microsoft.Extensions.Time.Testing;
using Sallyport.Retrieval;
using Xunit;

namespace Sallyport.Tests.Retrieval;

public sealed class RetrievalIdTests
{
    [Fact]
    public void New_LaterByAStep_SortsBehindAndIsReadBack()
    {
        var time = new FakeTimeProvider(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));
        var files = new List<string>();

        for (var i = 0; i < 100; i++)
        {
            files.Add(FileId.New(time).Value);
            time.Advance(TimeSpan.FromMilliseconds(64));
        }

        Assert.Equal(files.Order(StringComparer.Ordinal), files);
        Assert.All(files, static id => Assert.Equal(id, FileId.Parse(id).Value));
    }

    [Fact]
    public void Parse_AnIdOfAnotherKind_IsRefused()
    {
        var time = new FakeTimeProvider();

        var ids = new[] { FileId.New(time).Value, VectorStoreId.New(time).Value, FileBatchId.New(time).Value };

        Assert.Equal([true, false, false], ids.Select(static id => FileId.TryParse(id, null, out _)));
        Assert.Equal([false, true, false], ids.Select(static id => VectorStoreId.TryParse(id, null, out _)));
        Assert.Equal([false, false, true], ids.Select(static id => FileBatchId.TryParse(id, null, out _)));
    }

    [Theory]
    [InlineData("file-")]
    [InlineData("file-0123456789abcdeu")]
    [InlineData("file-0123456789abcdefg")]
    [InlineData("../file-0123456789abcdef")]
    public void Parse_WhatIsNoFileId_IsRefused(string text) => Assert.Throws<FormatException>(() => FileId.Parse(text));
}
