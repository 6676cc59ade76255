using System.Text.Json;
using System.Text.Json.Nodes;
using Sallyport.Lab.Embedding;

namespace Sallyport.TestKit.Models;

/// <summary>
/// A folder with an ONNX classifier of a few hundred bytes. It adds up what each piece of a window says for each label: <c>attack</c> 8 for BAD, <c>kind</c> as much for GOOD, the beginning 4 for
/// GOOD. So a text is BAD by 0.98 where it has the word attack once, else by 0.02.
/// </summary>
public static class TinyClassifier
{
    /// <summary>What it tells apart.</summary>
    public static IReadOnlyList<string> Labels { get; } = ["GOOD", "BAD"];

    /// <summary>Its vocabulary.</summary>
    public static IReadOnlyList<string> Pieces { get; } = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "attack", "kind", "a", "b", "c", "d"];

    /// <summary>Writes the folder's three files.</summary>
    /// <param name="folder">Where to.</param>
    /// <param name="changes">Keys of classifier.json that are otherwise; null takes one out.</param>
    /// <param name="input">The name of the model's input.</param>
    /// <param name="pieces">How many pieces the model knows.</param>
    /// <param name="work">How often it multiplies a matrix of 256 by 256 with each token, for a model that takes its time.</param>
    public static void Write(string folder, JsonObject? changes = null, string input = "input_ids", int? pieces = null, int work = 0)
    {
        var description = new JsonObject
        {
            ["name"] = "tiny", ["tokenizer"] = "wordPiece", ["vocabulary"] = "vocab.txt", ["lowercase"] = true, ["labels"] = new JsonArray("GOOD", "BAD"), ["scores"] = "softmax",
            ["maxTokens"] = 16, ["overlap"] = 2,
        };
        foreach (var (key, value) in changes ?? [])
        {
            if (value is null)
            {
                description.Remove(key);
            }
            else
            {
                description[key] = value.DeepClone();
            }
        }

        Directory.CreateDirectory(folder);
        File.WriteAllText(Path.Combine(folder, "classifier.json"), JsonSerializer.Serialize(description));
        File.WriteAllText(Path.Combine(folder, "vocab.txt"), string.Join('\n', Pieces));
        File.WriteAllBytes(Path.Combine(folder, "model.onnx"), Model(input, pieces ?? Pieces.Count, work));
    }

    private static byte[] Model(string input, int pieces, int work)
    {
        var graph = new OnnxGraph("tiny");
        var ids = graph.Input(input, "texts", "tokens");
        var mask = graph.Input("attention_mask", "texts", "tokens");
        var table = new float[pieces * Labels.Count];
        foreach (var (piece, label, score) in ((string, int, float)[])[("[CLS]", 0, 4), ("attack", 1, 8), ("kind", 0, 8)])
        {
            if (Pieces.ToList().IndexOf(piece) is var id && id < pieces)
            {
                table[(id * Labels.Count) + label] = score;
            }
        }

        var said = graph.Node("Gather", [graph.Floats(table, pieces, Labels.Count), ids]);
        var counts = graph.Node("Unsqueeze", [graph.Node("Cast", [mask], ("to", 1)), graph.Longs(-1)]);
        var sum = graph.Node("ReduceSum", [graph.Node("Mul", [said, counts]), graph.Longs(1)], ("keepdims", 0));
        graph.Output(work == 0 ? sum : graph.Node("Add", [sum, Nothing(graph, counts, work)]), "logits", "texts", Labels.Count);
        return graph.Write();
    }

    // Zero at last, after much work on each token.
    private static string Nothing(OnnxGraph graph, string counts, int work)
    {
        const int width = 256;
        var square = graph.Floats(new float[width * width], width, width);
        var hidden = graph.Node("MatMul", [counts, graph.Floats(new float[width], 1, width)]);
        for (var i = 0; i < work; i++)
        {
            hidden = graph.Node("Relu", [graph.Node("MatMul", [hidden, square])]);
        }

        return graph.Node("ReduceSum", [graph.Node("MatMul", [hidden, graph.Floats(new float[width * Labels.Count], width, Labels.Count)]), graph.Longs(1)], ("keepdims", 0));
    }
}
