using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Sallyport.Lab.Retrieval;
using Sallyport.Onnx.Embedders;
using Sallyport.Onnx.Sessions;
using Sallyport.Onnx.Tokenizers;

namespace Sallyport.Lab.Embedding;

/// <summary>Makes the embedder that ships, and measures it.</summary>
internal static class EmbedderCommands
{
    private static readonly string[] SampledParts = ["corpus", "queries"];
    private static readonly string[] FitParts = ["xquad_queries", "xquad_corpus", "tau2_banking_queries", "tau2_banking_corpus"];
    private static readonly double[] FitShares = [0.01, 0.05, 0.5, 0.95, 0.99];
    private const string Folder = "src/Sallyport.Onnx/Models/use-lite-en";

    /// <summary>Writes the embedder's files from the package: the same bytes each time.</summary>
    public static void Make(string tarball, string? folder, TextWriter output)
    {
        var package = new SentenceEncoderPackage(tarball);
        Save(Path.Combine(folder ?? Folder, ShippedModel.ModelFile), SentenceEncoderGraph.Build(package, int8: true), output);
        Save(Path.Combine(folder ?? Folder, ShippedModel.VocabularyFile), package.Vocabulary, output);
        Save(Path.Combine(folder ?? Folder, "LICENSE"), package.Licence, output);
    }

    /// <summary>English paragraphs and questions of the retrieval set.</summary>
    public static IReadOnlyList<string> SampleTexts(string data) =>
        [.. SampledParts.SelectMany(part => RetrievalRow.Read(Path.Combine(data, "retrieval", $"xquad_{part}.jsonl.gz")))
            .Where(static row => row.Language == "en").Select(static row => row.Text)];

    /// <summary>Compares the embedder that ships with the same network in single precision.</summary>
    public static async Task AgreeAsync(string tarball, IReadOnlyList<string> texts, TextWriter output)
    {
        var package = new SentenceEncoderPackage(tarball);
        var description = ShippedModel.Description with { Name = "use-lite-en", ModelSha256 = null };
        using var full = new OnnxEmbedder(new ModelFiles<EmbedderDescription>(description, SentenceEncoderGraph.Build(package, int8: false), package.Vocabulary), new());
        using var shipped = OnnxEmbedder.OpenShipped();
        var (left, right) = (await VectorsAsync(full, texts), await VectorsAsync(shipped, texts));
        var cosines = texts.Select((_, text) => Dot(Row(left, text, full.Dimensions), Row(right, text, full.Dimensions))).Order().ToArray();
        output.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"int8 against fp32 over {texts.Count} texts: cosine mean {cosines.Average():0.00000}, 1st percentile {cosines[cosines.Length / 100]:0.00000}, least {cosines[0]:0.00000}"));
    }

    /// <summary>Milliseconds a text, one at a time, at two lengths.</summary>
    public static async Task MeasureSpeedAsync(IReadOnlyList<int> threads, TextWriter output)
    {
        foreach (var count in threads)
        {
            using var embedder = OnnxEmbedder.OpenShipped(new() { Threads = count });
            foreach (var tokens in new[] { 15, 128 })
            {
                var text = string.Join(' ', Enumerable.Repeat("the", tokens));
                var (median, p95) = await EmbedderSpeed.MeasureAsync(embedder, [text]);
                output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{tokens} tokens, {count} threads: {median:0.00} ms in the median, {p95:0.00} at the 95th percentile"));
            }

            string[] batch = [.. Enumerable.Repeat(string.Join(' ', Enumerable.Repeat("the", 128)), 64)];
            var (whole, _) = await EmbedderSpeed.MeasureAsync(embedder, batch);
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"64 texts of 128 tokens in one call, {count} threads: {whole / batch.Length:0.00} ms a text"));
        }
    }

    /// <summary>How well questions of each language, and banking scenarios in English, fit the vocabulary; <see cref="ShippedModel"/> goes by it.</summary>
    public static void MeasureFit(string data, TextWriter output)
    {
        var files = ShippedModel.Read();
        var tokenizer = new ModelVocabulary(files.Description, VocabularyFile.Read(files.Vocabulary, ShippedModel.VocabularyFile)).Tokenizer;
        output.WriteLine("| texts | 1 % | 5 % | median | 95 % | 99 % |");
        output.WriteLine("| --- | ---: | ---: | ---: | ---: | ---: |");
        foreach (var part in FitParts)
        {
            var rows = RetrievalRow.Read(Path.Combine(data, "retrieval", $"{part}.jsonl.gz"));
            foreach (var texts in rows.Where(static row => row.Text.Length > 0).GroupBy(static row => row.Language).OrderBy(static texts => texts.Key, StringComparer.Ordinal))
            {
                var fits = texts.Select(row => Fit(tokenizer, row.Text)).Order().ToArray();
                var cells = FitShares.Select(share => fits[(int)(share * (fits.Length - 1))].ToString("0.00", CultureInfo.InvariantCulture));
                output.WriteLine($"| {part} {texts.Key} | {string.Join(" | ", cells)} |");
            }
        }
    }

    private static float Fit(Tokenizer tokenizer, string text)
    {
        var (score, length) = tokenizer.LikelihoodOf(CollectionsMarshal.AsSpan(tokenizer.Read(text)))!.Value;
        return score / length;
    }

    private static async Task<float[]> VectorsAsync(OnnxEmbedder embedder, IReadOnlyList<string> texts)
    {
        var vectors = new float[texts.Count * embedder.Dimensions];
        await embedder.EmbedAsync(texts, vectors, default);
        return vectors;
    }

    private static ReadOnlySpan<float> Row(float[] vectors, int row, int dimensions) => vectors.AsSpan(row * dimensions, dimensions);

    private static float Dot(ReadOnlySpan<float> left, ReadOnlySpan<float> right)
    {
        var sum = 0f;
        for (var i = 0; i < left.Length; i++)
        {
            sum += left[i] * right[i];
        }

        return sum;
    }

    private static void Save(string file, byte[] content, TextWriter output)
    {
        File.WriteAllBytes(file, content);
        output.WriteLine($"{file}: {content.Length} bytes, SHA-256 {Convert.ToHexStringLower(SHA256.HashData(content))}");
    }
}
