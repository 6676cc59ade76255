using System.Diagnostics;
using System.Numerics.Tensors;
using CsCheck;
using Sallyport.Onnx.Embedders;
using Xunit;
using static Sallyport.Onnx.Tests.Embedders.ShippedEmbedder;

namespace Sallyport.Onnx.Tests.Embedders;

public sealed class ShippedEmbedderTests(ShippedEmbedder shipped) : IClassFixture<ShippedEmbedder>
{
    private readonly OnnxEmbedder _embedder = shipped.Embedder;

    // The first numbers that the model's own JavaScript gives (@energetic-ai/embeddings 0.2.0), in single precision.
    [Theory]
    [InlineData("hello", 0.04168f, -0.02236f, -0.04761f, -0.04928f, 0.04507f, -0.04859f)]
    [InlineData("The quick brown fox jumps over the lazy dog.", -0.01353f, -0.04256f, 0.03684f, -0.00592f, -0.00816f, 0.06480f)]
    [InlineData("How do I reset my password?", -0.04846f, -0.05457f, 0.04023f, -0.05394f, 0.05437f, -0.05447f)]
    public async Task Vector_IsTheModelsOwn_ButForRounding(string text, params float[] expected)
    {
        var vector = (await EmbedAsync(_embedder, text))[0];

        Assert.Equal(512, vector.Length);
        for (var i = 0; i < expected.Length; i++)
        {
            Assert.Equal(expected[i], vector[i], 0.004f);
        }
    }

    [Theory]
    [InlineData("How do I reset my password?", "I forgot my login and need a new one", "The harbour tram leaves every ten minutes")]
    [InlineData("Which card has no annual fee?", "This credit card costs nothing per year", "Our offices are closed on public holidays")]
    [InlineData("When is the invoice due?", "Payment has to arrive within thirty days", "The cat slept on the warm roof")]
    [InlineData("The parcel never arrived", "My shipment got lost in the mail", "Bake the bread at a high temperature")]
    [InlineData("She is a doctor at the city hospital", "A physician who works in a clinic", "The stock market fell by three percent")]
    [InlineData("Cancel my subscription", "I want to end my membership", "What a lovely garden you have")]
    public async Task Texts_OfLikeMeaning_AreNearer(string text, string like, string unlike)
    {
        var vectors = await EmbedAsync(_embedder, text, like, unlike);

        Assert.True(Cosine(vectors[0], vectors[1]) > Cosine(vectors[0], vectors[2]) + 0.1f);
    }

    [Fact]
    public async Task Vector_IsOfLengthOne_OrZeroForAnEmptyText()
    {
        var vectors = await EmbedAsync(_embedder, "a", "", " \n ", string.Concat(Enumerable.Repeat("the dog ", 1_000)), "!");

        Assert.All([vectors[0], vectors[3], vectors[4]], static vector => Assert.Equal(1, TensorPrimitives.Norm<float>(vector), 1e-5f));
        Assert.All([vectors[1], vectors[2]], static vector => Assert.All(vector, static number => Assert.Equal(0, number)));
    }

    [Theory]
    [InlineData("Wie viele Punkte haben die Verteidiger der Mannschaft in dieser Saison abgegeben?")]
    [InlineData("\u00BFCu\u00E1ntos puntos cedi\u00F3 la defensa del equipo durante la temporada?")]
    [InlineData("\u0421\u043A\u043E\u043B\u044C\u043A\u043E \u043E\u0447\u043A\u043E\u0432 \u043F\u0440\u043E\u043F\u0443\u0441\u0442\u0438\u043B\u0430?")]
    [InlineData("\u9632\u5B88\u961F\u5931\u4E86\u591A\u5C11\u5206")]
    [InlineData("qzxv wjkq vvxz qqjw zxcv kjqw pxzq vwqx")]
    public async Task Text_ThatTheModelCantRead_IsZero_SoThatWordsAloneFindIt(string text) =>
        Assert.All((await EmbedAsync(_embedder, text))[0], static number => Assert.Equal(0, number));

    [Theory]
    [InlineData("tram")]
    [InlineData("Kawann Short")]
    [InlineData("refund")]
    [InlineData("How many career sacks did Jared Allen have?")]
    [InlineData("GDPR Article 17")]
    public async Task ShortText_InEnglish_IsRead(string text) => Assert.Equal(1, TensorPrimitives.Norm<float>((await EmbedAsync(_embedder, text))[0]), 1e-5f);

    [Fact]
    public async Task Vector_OfALongText_IsTheMeanOfItsWindows()
    {
        // A word a token: 128 make a window, of which the next one repeats 32.
        var words = Enumerable.Range(0, 300).Select(static i => i % 3 == 0 ? "the" : i % 3 == 1 ? "dog" : "jump").ToArray();

        var whole = (await EmbedAsync(_embedder, string.Join(' ', words)))[0];
        var windows = await EmbedAsync(_embedder, [.. new[] { 0, 96, 172 }.Select(start => string.Join(' ', words.Skip(start).Take(128)))]);
        var mean = new float[512];
        foreach (var window in windows)
        {
            TensorPrimitives.Add(mean, window, mean);
        }

        Assert.Equal(1, Cosine(whole, mean), 1e-5f);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(4_000)]
    [InlineData(7_900)]
    public async Task Word_AnywhereInALongText_MovesItsVector(int place)
    {
        var filler = string.Concat(Enumerable.Repeat("the ", 2_000));

        var vectors = await EmbedAsync(_embedder, filler, filler.Insert(place, "cryptocurrency "));

        Assert.True(Cosine(vectors[0], vectors[1]) < 0.9999999f);
    }

    [Fact]
    public async Task Vector_DependsOnItsTextAlone()
    {
        string[] texts = ["hello", "a longer text about the harbour tram", string.Concat(Enumerable.Repeat("the cat sat on the mat ", 100)), "", "Which card has no annual fee?"];

        var together = await EmbedAsync(_embedder, [.. texts, .. Enumerable.Repeat(string.Concat(Enumerable.Repeat("many words ", 200)), 10)]);

        for (var i = 0; i < texts.Length; i++)
        {
            var alone = (await EmbedAsync(_embedder, texts[i]))[0];
            Assert.All(alone.Zip(together[i]), static pair => Assert.Equal(pair.First, pair.Second, 1e-5f));
        }
    }

    [Fact]
    public async Task Vectors_OfManyCallersAtOnce_AreThoseOfOne()
    {
        var texts = Enumerable.Range(0, 40).Select(static i => string.Concat(Enumerable.Repeat($"text {i} about dogs ", i))).ToArray();
        var one = await EmbedAsync(_embedder, texts);

        var many = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => EmbedAsync(_embedder, texts))));

        Assert.All(many, vectors => Assert.All(vectors.Zip(one), static pair => Assert.All(pair.First.Zip(pair.Second), static numbers => Assert.Equal(numbers.First, numbers.Second, 1e-5f))));
    }

    [Fact]
    public async Task HostileText_HasAVectorOfNumbers() => await HostileText.Any.SampleAsync(
        async text =>
        {
            var vector = (await EmbedAsync(_embedder, text))[0];

            return Array.TrueForAll(vector, float.IsFinite) && TensorPrimitives.Norm<float>(vector) is > 0.999f and < 1.001f or 0;
        },
        iter: 40);

    [Fact]
    public async Task LongText_IsReadInBoundedMemory()
    {
        var text = string.Concat(Enumerable.Repeat("counterintuitive ", 10_000));
        var before = GC.GetAllocatedBytesForCurrentThread();
        var start = Stopwatch.GetTimestamp();

        var vector = (await EmbedAsync(_embedder, text))[0];

        Assert.Equal(1, TensorPrimitives.Norm<float>(vector), 1e-5f);
        Assert.True(Stopwatch.GetElapsedTime(start) < TimeSpan.FromMinutes(2));
        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 50 << 20);
    }

    [Fact]
    public async Task Call_WithoutRoom_IsRefused() =>
        await Assert.ThrowsAsync<ArgumentException>(async () => await _embedder.EmbedAsync(["a", "b"], new float[1_023], default));

    [Fact]
    public async Task Call_ThatIsCancelled_Ends()
    {
        using var cancelled = new CancellationTokenSource(TimeSpan.Zero);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await _embedder.EmbedAsync(["a"], new float[512], cancelled.Token));
    }

    [Fact]
    public void Name_TellsModelAndFiles() => Assert.Matches("^use-lite-en-int8@[0-9a-f]{12}$", _embedder.Name);
}
