using Sallyport.Lab;
using Xunit;

namespace Sallyport.Onnx.Tests.Lab;

public sealed class LabCommandsTests
{
    [Theory]
    [InlineData("evaluate", "toxicity-hate", "toxicity.jsonl.gz")]
    [InlineData("evaluate", "pii", "pii.jsonl.gz")]
    [InlineData("train", "letter-model", "injection.jsonl.gz")]
    public void Run_DataSetThatIsNotThere_IsNamed(string command, string name, string file)
    {
        using var error = new StringWriter();

        var code = LabCommands.Run([command, name, "--data", "/no-such-folder"], TextWriter.Null, error);

        Assert.Equal(2, code);
        Assert.Contains($"/no-such-folder/{file}", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Run_UnknownHead_TellsTheNamesOfThoseThatThereAre()
    {
        using var error = new StringWriter();

        var code = LabCommands.Run(["evaluate", "rudeness", "--data", "/no-such-folder"], TextWriter.Null, error);

        Assert.Equal(2, code);
        Assert.Contains("HEAD is one of injection-direct, ", error.ToString(), StringComparison.Ordinal);
    }
}
