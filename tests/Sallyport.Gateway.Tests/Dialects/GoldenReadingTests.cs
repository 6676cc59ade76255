using Xunit;

namespace Sallyport.Gateway.Tests.Dialects;

/// <summary>
/// Each wire file's reading is the committed one. To write the readings anew, set SALLYPORT_GOLDEN_WRITE to the source folder of the files,
/// run, and review the difference.
/// </summary>
public sealed class GoldenReadingTests
{
    public static TheoryData<string> Requests() => GoldenFiles.Named("*.request.json");

    public static TheoryData<string> Answers() => GoldenFiles.Named("*.answer.json");

    public static TheoryData<string> Streams() => GoldenFiles.Named("*.sse");

    [Theory]
    [MemberData(nameof(Requests))]
    public void ReadRequest_GoldenFile_GivesTheCommittedReading(string name) =>
        Compare(name, ReadingDump.Request(GoldenFiles.DialectOf(name), GoldenFiles.Read(name)));

    [Theory]
    [MemberData(nameof(Answers))]
    public void ReadAnswer_GoldenFile_GivesTheCommittedReading(string name) =>
        Compare(name, ReadingDump.Answer(GoldenFiles.DialectOf(name), GoldenFiles.Read(name)));

    [Theory]
    [MemberData(nameof(Streams))]
    public void ReadEvent_GoldenFile_GivesTheCommittedReading(string name) =>
        Compare(name, ReadingDump.Stream(GoldenFiles.DialectOf(name), GoldenFiles.Read(name)));

    private static void Compare(string name, string actual)
    {
        if (Environment.GetEnvironmentVariable("SALLYPORT_GOLDEN_WRITE") is { Length: > 0 } folder)
        {
            File.WriteAllText(Path.Combine(folder, name + ".expected"), actual);
            return;
        }

        Assert.Equal(File.ReadAllText(Path.Combine(GoldenFiles.Root, name + ".expected")), actual);
    }
}
