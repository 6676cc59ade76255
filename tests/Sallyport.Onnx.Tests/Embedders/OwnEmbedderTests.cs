using System.Text.Json;
using System.Text.Json.Nodes;
using Sallyport.Lab.Embedding;
using Sallyport.Onnx.Embedders;
using Xunit;
using static Sallyport.Onnx.Tests.Embedders.ShippedEmbedder;

namespace Sallyport.Onnx.Tests.Embedders;

/// <summary>An operator's own embedder: a folder. The model here gives each piece a vector of its own, so that pooling can be told from outside.</summary>
public sealed class OwnEmbedderTests : IDisposable
{
    private static readonly string[] Pieces = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "red", "green", "blue", ":"];

    private readonly string _folder = Directory.CreateTempSubdirectory("embedder").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task MeanPooling_IsOverTheTokensThatAreThere()
    {
        using var embedder = Open(Description());

        var vectors = await EmbedAsync(embedder, "red", "red green blue");

        // [CLS], the words, [SEP]; and nothing of the padding beside the longer text.
        AssertDirection(vectors[0], 2, 3, 4);
        AssertDirection(vectors[1], 2, 3, 4, 5, 6);
    }

    [Fact]
    public async Task ClsPooling_IsTheFirstToken()
    {
        using var embedder = Open(Description(pooling: "cls"));

        AssertDirection((await EmbedAsync(embedder, "red green"))[0], 2);
    }

    [Fact]
    public async Task Unigram_WithoutPiecesAround_IsRead()
    {
        Write("vocab.json", """[["<unk>", 0], ["\u2581red", -1], ["\u2581green", -1], ["<s>", 0]]""");
        using var embedder = Open(Description(tokenizer: "unigram", vocabulary: "vocab.json", more: """{"begin": "", "end": ""}"""));

        AssertDirection((await EmbedAsync(embedder, "red green red green"))[0], 1, 2);
    }

    [Fact]
    public async Task Questions_HaveTheirOwnPrefix()
    {
        using var embedder = Open(Description(more: """{"begin": "", "end": "", "queryPrefix": "green: "}"""));
        var question = new float[embedder.Dimensions];

        await embedder.EmbedQueriesAsync(["red"], question, default);

        AssertDirection(question, 5, 7, 4);
        AssertDirection((await EmbedAsync(embedder, "red"))[0], 4);
    }

    [Fact]
    public void Name_ChangesWithAnyFile()
    {
        using var first = Open(Description());
        using var second = Open(Description(more: """{"overlap": 3}"""));
        Write("vocab.txt", string.Join('\n', Pieces) + "\nyellow");
        using var third = OnnxEmbedder.Open(_folder);

        Assert.Equal(3, new[] { first.Name, second.Name, third.Name }.Distinct().Count());
        Assert.StartsWith("colours@", first.Name, StringComparison.Ordinal);
    }

    // Vectors are stored under it: another name for the same files would have every document embedded anew.
    [Fact]
    public void Name_OfTheSameFiles_StaysTheSame()
    {
        using var embedder = Open(Description(more: """{"begin": "[CLS]", "special": ["blue"], "documentPrefix": "red: ", "output": "last_hidden_state"}"""));

        Assert.Equal("colours@9ed9b078c133", embedder.Name);
    }

    [Theory]
    [InlineData("""{"modelSha256": "00"}""", "'model.onnx' is damaged")]
    [InlineData("""{"model": "other.onnx"}""", "no file 'other.onnx'")]
    [InlineData("""{"model": "../model.onnx"}""", "files of the folder")]
    [InlineData("""{"maxTokens": 4}""", "'maxTokens'")]
    [InlineData("""{"overlap": 20}""", "'overlap'")]
    [InlineData("""{"unknown": "<unk>"}""", "no piece '<unk>'")]
    [InlineData("""{"pooling": "none"}""", "pooling is None")]
    [InlineData("""{"output": "nothing"}""", "no output 'nothing'")]
    [InlineData("""{"poolin": "cls"}""", "poolin")]
    [InlineData("""{"documentPrefix": "red red red red red red red red red red red red"}""", "prefix")]
    public void Folder_ThatIsWrong_IsRefusedPlainly(string change, string expected)
    {
        var refusal = Assert.Throws<InvalidDataException>(() => Open(Description(more: change)));

        Assert.Contains(expected, refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void File_ThatIsNoOnnx_IsRefusedByName()
    {
        using (Open(Description()))
        {
        }

        Write("model.onnx", "not a model");

        Assert.Contains("'model.onnx'", Assert.Throws<InvalidDataException>(() => OnnxEmbedder.Open(_folder)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Model_ThatWantsOtherInputs_IsRefusedByTheirNames()
    {
        var refusal = Assert.Throws<InvalidDataException>(() => Open(Description(), input: "pixels"));

        Assert.Contains("'pixels'", refusal.Message, StringComparison.Ordinal);
    }

    private static JsonObject Description(string pooling = "mean", string tokenizer = "wordPiece", string vocabulary = "vocab.txt", string more = "{}")
    {
        var description = new JsonObject
        {
            ["name"] = "colours", ["tokenizer"] = tokenizer, ["vocabulary"] = vocabulary, ["pooling"] = pooling, ["maxTokens"] = 16, ["overlap"] = 2, ["lowercase"] = true,
        };
        foreach (var (key, value) in JsonNode.Parse(more)!.AsObject())
        {
            description[key] = value?.DeepClone();
        }

        return description;
    }

    private OnnxEmbedder Open(JsonObject description, string input = "input_ids")
    {
        Write("embedder.json", JsonSerializer.Serialize(description));
        if (!File.Exists(Path.Combine(_folder, "vocab.txt")))
        {
            Write("vocab.txt", string.Join('\n', Pieces));
        }

        File.WriteAllBytes(Path.Combine(_folder, "model.onnx"), Model(input));
        return OnnxEmbedder.Open(_folder);
    }

    // Piece n's vector is 1 at n and 0 elsewhere.
    private static byte[] Model(string input)
    {
        var graph = new OnnxGraph("colours");
        var ids = graph.Input(input, "texts", "tokens");
        graph.Input("attention_mask", "texts", "tokens");
        var table = new float[Pieces.Length * Pieces.Length];
        for (var i = 0; i < Pieces.Length; i++)
        {
            table[(i * Pieces.Length) + i] = 1;
        }

        graph.Output(graph.Node("Gather", [graph.Floats(table, Pieces.Length, Pieces.Length), ids]), "last_hidden_state", "texts", "tokens", Pieces.Length);
        return graph.Write();
    }

    private static void AssertDirection(float[] vector, params int[] places)
    {
        for (var i = 0; i < vector.Length; i++)
        {
            Assert.Equal(places.Contains(i) ? 1 / MathF.Sqrt(places.Length) : 0, vector[i], 1e-5f);
        }
    }

    private void Write(string name, string content) => File.WriteAllText(Path.Combine(_folder, name), content);
}
