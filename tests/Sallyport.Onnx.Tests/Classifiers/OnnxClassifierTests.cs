using System.Text;
using System.Text.Json.Nodes;
using CsCheck;
using Sallyport.Detection.Models;
using Sallyport.Onnx.Classifiers;
using Sallyport.TestKit.Models;
using Xunit;

namespace Sallyport.Onnx.Tests.Classifiers;

public sealed class OnnxClassifierTests : IDisposable
{
    // Far beyond what it takes to stop, far below what the work that is stopped would take.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly string _folder = Directory.CreateTempSubdirectory("classifier").FullName;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Softmax_IsOverTheLabels()
    {
        using var classifier = Open();

        Assert.Equal(["GOOD", "BAD"], classifier.Labels);
        Assert.Equal("tiny", classifier.Name);
        AssertScores([Sigmoid(4), Sigmoid(-4)], await classifier.ScoreAsync("a b c", Cancel));
        AssertScores([Sigmoid(-4), Sigmoid(4)], await classifier.ScoreAsync("An Attack!", Cancel));
    }

    [Theory]
    [InlineData("""{"scores": "sigmoid"}""", 4, 8)]
    [InlineData("""{"scores": "sigmoid", "temperature": 2}""", 2, 4)]
    public async Task Sigmoid_IsOfEachLabelByItself(string changes, float good, float bad)
    {
        using var classifier = Open(changes);

        AssertScores([Sigmoid(good), Sigmoid(bad)], await classifier.ScoreAsync("attack", Cancel));
    }

    [Fact]
    public async Task Temperature_MakesScoresLessSure()
    {
        using var classifier = Open("""{"temperature": 4}""");

        AssertScores([Sigmoid(-1), Sigmoid(1)], await classifier.ScoreAsync("attack", Cancel));
    }

    [Fact]
    public async Task Scores_ThatAreNoProbabilities_AreNoVerdict()
    {
        using var classifier = Open("""{"scores": "none"}""");

        var failure = await Assert.ThrowsAsync<ClassificationException>(async () => await classifier.ScoreAsync("attack", Cancel));

        Assert.Contains("no probability", failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("attack", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Text_OfAnyLength_IsReadToItsEnd()
    {
        TinyClassifier.Write(_folder);
        Gen.Select(Gen.Int[0, 3_000], Gen.Int[0, 3_000], Gen.Int[16, 200]).Sample(
            (before, after, batch) =>
            {
                using var classifier = OnnxClassifier.Open(_folder, new() { BatchTokens = batch });
                var text = $"{Words(before)} attack {Words(after)}";

                var scores = classifier.ScoreAsync(text, Cancel).AsTask().GetAwaiter().GetResult();

                // A window begins alike everywhere, so the one that the word stands in says what it says of the word alone.
                return Math.Abs(scores[1] - Sigmoid(4)) < 1e-5f;
            },
            iter: 100);
    }

    [Fact]
    public async Task Windows_AreJudgedEachByItself()
    {
        using var classifier = Open();

        // Together they would outweigh it; no window holds it and them.
        var scores = await classifier.ScoreAsync($"attack {Words(40)} {string.Join(' ', Enumerable.Repeat("kind", 200))}", Cancel);

        AssertScores([1, Sigmoid(4)], scores);
    }

    [Theory]
    [InlineData("")]
    [InlineData(" \n\t")]
    [InlineData("\u200B\u2060")]
    [InlineData("\uD83D")]
    [InlineData("[CLS] [SEP] [PAD]")]
    public async Task Text_OfNothingThatTheVocabularyKnows_IsReadAllTheSame(string text)
    {
        using var classifier = Open();

        AssertScores([Sigmoid(4), Sigmoid(-4)], await classifier.ScoreAsync(text, Cancel));
    }

    [Fact]
    public async Task Callers_AtOnce_GetTheirOwnScores()
    {
        using var classifier = Open(options: new() { ConcurrentBatches = 2, BatchTokens = 64 });

        var scores = await Task.WhenAll(Enumerable.Range(0, 60).Select(i => classifier.ScoreAsync(i % 2 == 0 ? Words(i * 10) : $"{Words(i * 10)} attack", Cancel).AsTask()));

        Assert.All(Enumerable.Range(0, 60), i => Assert.Equal(i % 2 == 0 ? Sigmoid(-4) : Sigmoid(4), scores[i][1], 1e-5f));
    }

    // One batch of some minutes: it ends in the middle, or not in time.
    [Fact]
    public async Task Cancellation_EndsTheModelsWork()
    {
        using var classifier = Open("""{"maxTokens": 64, "overlap": 0}""", options: new() { BatchTokens = 65_536 }, work: 2_000);
        using var stop = new CancellationTokenSource(TimeSpan.FromMilliseconds(500));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => classifier.ScoreAsync(Words(60_000), stop.Token).AsTask().WaitAsync(Patience, Cancel));
    }

    [Fact]
    public void Name_ChangesWithAnyFile_AndTheModelsChecksumStandsAlone()
    {
        using var first = Open();
        using var second = Open("""{"temperature": 2}""");
        File.AppendAllText(Path.Combine(_folder, "vocab.txt"), "\nattack!");
        Assert.Contains("'model.onnx' can't be run", Assert.Throws<InvalidDataException>(() => OnnxClassifier.Open(_folder)).Message, StringComparison.Ordinal);

        Assert.StartsWith("tiny@", first.NameWithFingerprint, StringComparison.Ordinal);
        Assert.NotEqual(first.NameWithFingerprint, second.NameWithFingerprint);
        Assert.Equal(first.ModelSha256, second.ModelSha256);
        using var pinned = Open($$"""{"modelSha256": "{{first.ModelSha256.ToUpperInvariant()}}"}""");
    }

    [Theory]
    [InlineData("""{"modelSha256": "00"}""", "The classifier's file 'model.onnx' is damaged or another one")]
    [InlineData("""{"vocabularySha256": "00"}""", "The classifier's file 'vocab.txt' is damaged or another one")]
    [InlineData("""{"model": "other.onnx"}""", "no file 'other.onnx'")]
    [InlineData("""{"model": "../model.onnx"}""", "files of the folder")]
    [InlineData("""{"labels": ["GOOD", "BAD", "UGLY"]}""", "'model.onnx' gives 2 scores a text, but classifier.json names 3 labels")]
    [InlineData("""{"labels": []}""", "'labels'")]
    [InlineData("""{"labels": ["BAD", "BAD"]}""", "a label twice")]
    [InlineData("""{"labels": ["BAD", ""]}""", "A label")]
    [InlineData("""{"labels": ["BAD"]}""", "'softmax'")]
    [InlineData("""{"labels": null}""", "labels")]
    [InlineData("""{"scores": null}""", "scores")]
    [InlineData("""{"scores": "none", "temperature": 2}""", "'temperature' is for")]
    [InlineData("""{"temperature": 0}""", "'temperature'")]
    [InlineData("""{"unknown": "<unk>"}""", "no piece '<unk>'")]
    [InlineData("""{"output": "nothing"}""", "no output 'nothing'")]
    [InlineData("""{"pooling": "cls"}""", "pooling")]
    public void Folder_ThatIsWrong_IsRefusedPlainly(string changes, string expected)
    {
        var refusal = Assert.Throws<InvalidDataException>(() => Open(changes));

        Assert.Contains(expected, refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Model_ThatKnowsFewerPiecesThanItsVocabulary_IsRefusedByName()
    {
        TinyClassifier.Write(_folder, pieces: TinyClassifier.Pieces.Count - 1);

        Assert.Contains("'model.onnx' can't be run", Assert.Throws<InvalidDataException>(() => OnnxClassifier.Open(_folder)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Model_ThatWantsOtherInputs_IsRefusedByTheirNames()
    {
        TinyClassifier.Write(_folder, input: "pixels");

        Assert.Contains("'pixels'", Assert.Throws<InvalidDataException>(() => OnnxClassifier.Open(_folder)).Message, StringComparison.Ordinal);
    }

    // What cuts or changes the file anywhere is refused by name where its checksum is pinned, and never more than refused or another model where it isn't.
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Model_WithADamagedByte_IsRefusedByName(bool isPinned)
    {
        string sum;
        using (var classifier = Open())
        {
            sum = classifier.ModelSha256;
        }

        TinyClassifier.Write(_folder, isPinned ? new JsonObject { ["modelSha256"] = sum } : null);
        var path = Path.Combine(_folder, "model.onnx");
        var whole = File.ReadAllBytes(path);
        for (var place = 0; place < whole.Length; place++)
        {
            var damaged = whole.ToArray();
            damaged[place] ^= 0x41;
            File.WriteAllBytes(path, place % 2 == 0 ? damaged : whole[..place]);
            try
            {
                OnnxClassifier.Open(_folder).Dispose();
                Assert.False(isPinned, $"byte {place}");
            }
            catch (InvalidDataException exception)
            {
                Assert.Contains("'model.onnx'", exception.Message, StringComparison.Ordinal);
            }
        }
    }

    private static string Words(int count)
    {
        var words = new StringBuilder();
        for (var i = 0; i < count; i++)
        {
            words.Append("abcd"[i % 4]).Append(' ');
        }

        return words.ToString();
    }

    private static float Sigmoid(float x) => 1 / (1 + MathF.Exp(-x));

    private static void AssertScores(float[] expected, IReadOnlyList<float> scores)
    {
        Assert.Equal(expected.Length, scores.Count);
        Assert.All(Enumerable.Range(0, expected.Length), i => Assert.Equal(expected[i], scores[i], 1e-5f));
    }

    private OnnxClassifier Open(string changes = "{}", OnnxModelOptions? options = null, int work = 0)
    {
        TinyClassifier.Write(_folder, JsonNode.Parse(changes)!.AsObject(), work: work);
        return OnnxClassifier.Open(_folder, options);
    }
}
