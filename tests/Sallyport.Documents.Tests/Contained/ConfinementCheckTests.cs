using Sallyport.Documents.Contained;
using Xunit;

namespace Sallyport.Documents.Tests.Contained;

/// <summary>What is refused in a confined process is possible in one that isn't: the trials try what they say.</summary>
public sealed class ConfinementCheckTests
{
    [Fact]
    public void Run_Unconfined_FindsMostPossible()
    {
        string[] result = [.. ConfinementCheck.Run()];
        File.Delete(Path.Combine(Directory.GetCurrentDirectory(), "written"));

        // The test's own folder isn't empty, so it can't be removed.
        Assert.Equal(["remove a folder: refused"], result.Where(static line => !line.EndsWith(": possible", StringComparison.Ordinal)));
    }
}
