using Sallyport.Server.Settings;
using Xunit;

namespace Sallyport.Server.Tests.Settings;

public sealed class SettingsFileTests
{
    [Fact]
    public void File_WithStringsNumbersListsAndComments_IsRead()
    {
        var read = Read(
            """
            {
              // where
              "data": "/srv/sallyport",
              "drain-seconds": 10,
              "hosts": ["a.example", "b.example"],
            }
            """);

        Assert.Equal(["/srv/sallyport"], read["data"].Values);
        Assert.Equal(["10"], read["drain-seconds"].Values);
        Assert.Equal(["a.example", "b.example"], read["hosts"].Values);
        Assert.EndsWith(":4: 'drain-seconds'", read["drain-seconds"].Place, StringComparison.Ordinal);
    }

    [Fact]
    public void File_WithMistakes_NamesAllOfThemWithTheirLines()
    {
        var error = MistakesOf(
            """
            {
              "datta": "/srv/sallyport",
              "listen": ["http://127.0.0.1:1", "http://127.0.0.1:2"],
              "admin": "http://127.0.0.1:3",
              "admin": "http://127.0.0.1:4",
              "policy": { "version": 1 },
              "ready-file": true
            }
            """);

        Assert.Contains(":2: 'datta' is no setting. Is 'data' meant?", error);
        Assert.Contains(":3: 'listen'", error);
        Assert.Contains(":5: 'admin' is given more than once", error);
        Assert.Contains(":6: 'policy'", error);
        Assert.Contains(":7: 'ready-file'", error);
    }

    [Theory]
    [InlineData("", ":1:")]
    [InlineData("[]", ":1:")]
    [InlineData("{\n\"data\": \"a\"\n\"listen\": \"b\"}", ":3:")]
    [InlineData("{} {}", ":1:")]
    public void File_ThatIsNoJsonObject_IsToldWithItsLine(string text, string line) =>
        Assert.Contains(line, MistakesOf(text));

    [Fact]
    public void Command_WithQuotedWords_IsSplitWithoutAShell()
    {
        Assert.True(CommandWords.TrySplit("""  "/opt/my kms/get" --key 'a "b" $HOME' --empty "" """, out var words));
        Assert.Equal(["/opt/my kms/get", "--key", "a \"b\" $HOME", "--empty", ""], words);
        Assert.False(CommandWords.TrySplit("kms 'never closed", out _));
        Assert.False(CommandWords.TrySplit("  ", out _));
        Assert.False(CommandWords.TrySplit("'' x", out _));
    }

    private static IReadOnlyDictionary<string, SettingValues> Read(string text)
    {
        var (read, problems) = Parse(text);
        Assert.Empty(problems);
        return read;
    }

    private static string MistakesOf(string text) => string.Join('\n', Parse(text).Problems);

    private static (IReadOnlyDictionary<string, SettingValues> Read, List<string> Problems) Parse(string text)
    {
        var file = Path.GetTempFileName();
        var problems = new List<string>();
        try
        {
            File.WriteAllText(file, text);
            return (SettingsFile.Read(file, problems), problems);
        }
        finally
        {
            File.Delete(file);
        }
    }
}
