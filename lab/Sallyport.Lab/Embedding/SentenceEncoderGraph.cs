namespace Sallyport.Lab.Embedding;

/// <summary>
/// The Universal Sentence Encoder lite as an ONNX graph: token ids and their mask in, a vector of length 1 out. Two layers of a transformer that norms first;
/// its input is twice the embedding and the timing signal, and the first layer leads 256 dimensions to 512.
/// With <c>int8</c>, each matrix is kept in signed bytes with a scale for each output (each row of the embedding); all is computed in single precision, so that
/// a text's vector doesn't depend on the texts beside it.
/// </summary>
internal sealed class SentenceEncoderGraph
{
    private const int Pieces = 8_002;
    private const int Narrow = 256;
    private const int Wide = 512;
    private const int Inner = 1_536;
    private const int Heads = 4;
    private const float Epsilon = 1e-6f;
    private static readonly int[] HeadsInside = [0, 2, 1, 3];

    private readonly SentenceEncoderPackage _package;
    private readonly bool _int8;
    private readonly OnnxGraph _graph = new("use-lite-en");

    private SentenceEncoderGraph(SentenceEncoderPackage package, bool int8) => (_package, _int8) = (package, int8);

    public static byte[] Build(SentenceEncoderPackage package, bool int8) => new SentenceEncoderGraph(package, int8).Build();

    private byte[] Build()
    {
        var ids = _graph.Input("input_ids", "texts", "tokens");
        var mask = _graph.Node("Cast", [_graph.Input("attention_mask", "texts", "tokens")], ("to", 1));
        var hidden = Add(Embed(ids), Timing(ids));
        var hides = Multiply(Subtract(One(), mask), Scalar(-1e9f));
        var attentionBias = _graph.Node("Unsqueeze", [hides, _graph.Longs(1, 2)]);

        hidden = Layer(hidden, attentionBias, 0, Narrow);
        hidden = Layer(hidden, attentionBias, 1, Wide);

        var column = _graph.Node("Unsqueeze", [mask, _graph.Longs(2)]);
        var sum = Sum(Multiply(hidden, column), 1, keep: false);
        var mean = _graph.Node("Div", [sum, _graph.Node("Max", [Sum(mask, 1, keep: true), One()])]);
        var sentence = _graph.Node("Tanh", [Add(Apply(mean, Weights("tanh_layer_0/weights"), Wide, Wide), Vector("tanh_layer_0/bias"))]);
        var length = _graph.Node("Sqrt", [_graph.Node("Max", [Sum(Multiply(sentence, sentence), 1, keep: true), Scalar(1e-12f)])]);
        _graph.Output(_graph.Node("Div", [sentence, length]), "sentence_embedding", "texts", Wide);
        return _graph.Write();
    }

    private string Layer(string hidden, string bias, int layer, int width)
    {
        var prefix = $"Encode/Layer_{layer}/TransformerLayer/";
        var normed = Norm(hidden, prefix + "layer_prepostprocess", width);
        var attended = Attend(normed, bias, prefix + "MultiheadAttention/", width);
        var residual = width == Wide
            ? hidden
            : Add(Apply(hidden, Weights(prefix + "dense/kernel/ConcatPartitions/concat"), width, Wide), Vector(prefix + "dense/bias/ConcatPartitions/concat"));
        hidden = Add(attended, residual);

        normed = Norm(hidden, prefix + "FFN/layer_prepostprocess", Wide);
        var kernels = $"TransformerStack/Layer_{layer}/TransformerLayer/FFN/";
        var inner = Add(Apply(normed, Weights(kernels + "conv1/Tensordot/Reshape_1"), Wide, Inner), Vector(prefix + "FFN/conv1/bias/ConcatPartitions/concat"));
        var outer = Apply(_graph.Node("Relu", [inner]), Weights(kernels + "conv2/Tensordot/Reshape_1"), Inner, Wide);
        return Add(Add(outer, Vector(prefix + "FFN/conv2/bias/ConcatPartitions/concat")), hidden);
    }

    private string Attend(string normed, string bias, string prefix, int width)
    {
        var all = Add(
            Apply(normed, Weights(prefix + "qkv_transform_single/kernel/part_0"), width, 3 * width),
            Vector(prefix + "qkv_transform_single/bias/ConcatPartitions/concat"));
        var parts = _graph.Nodes("Split", [all, _graph.Longs(width, width, width)], 3, ("axis", 2));
        var queries = Multiply(Split(parts[0], width, 0, 2, 1, 3), Scalar(1 / MathF.Sqrt(width / Heads)));
        var scores = Add(Times(queries, Split(parts[1], width, 0, 2, 3, 1)), bias);
        var context = Times(_graph.Node("Softmax", [scores], ("axis", -1)), Split(parts[2], width, 0, 2, 1, 3));
        var joined = _graph.Node("Reshape", [_graph.Node("Transpose", [context], ("perm", HeadsInside)), _graph.Longs(0, 0, width)]);
        return Add(
            Apply(joined, Weights(prefix + "output_transform_single/kernel/part_0"), width, Wide),
            Vector(prefix + "output_transform_single/bias/ConcatPartitions/concat"));
    }

    private string Split(string value, int width, params int[] order) =>
        _graph.Node("Transpose", [_graph.Node("Reshape", [value, _graph.Longs(0, 0, Heads, width / Heads)])], ("perm", order));

    private string Embed(string ids)
    {
        var table = Array.ConvertAll(_package.Weights("Embeddings_en"), static weight => 2 * weight);
        if (!_int8)
        {
            return _graph.Node("Gather", [_graph.Floats(table, Pieces, Narrow), ids]);
        }

        var (bytes, scales) = Quantization.ByRow(table, Pieces, Narrow);
        var rows = _graph.Node("Cast", [_graph.Node("Gather", [_graph.SignedBytes(bytes, Pieces, Narrow), ids])], ("to", 1));
        return Multiply(rows, _graph.Node("Gather", [_graph.Floats(scales, Pieces, 1), ids]));
    }

    private string Timing(string ids)
    {
        var count = _graph.Node("Gather", [_graph.Node("Shape", [ids]), _graph.Longs(1)]);
        var places = _graph.Node("Range", [Whole(0), _graph.Node("Squeeze", [count, _graph.Longs(0)]), Whole(1)]);
        var column = _graph.Node("Unsqueeze", [_graph.Node("Cast", [places], ("to", 1)), _graph.Longs(1)]);
        var angles = Multiply(column, _graph.Floats(_package.Weights("TimingSignal/ExpandDims_1"), 1, Narrow / 2));
        return _graph.Node("Concat", [_graph.Node("Sin", [angles]), _graph.Node("Cos", [angles])], ("axis", 1));
    }

    private string Norm(string value, string prefix, int width)
    {
        var scale = _package.Weights(prefix + "/layer_norm/layer_norm_scale/ConcatPartitions/concat");
        var bias = _package.Weights(prefix + "/layer_norm/layer_norm_bias/ConcatPartitions/concat");
        return _graph.Node("LayerNormalization", [value, _graph.Floats(scale, width), _graph.Floats(bias, width)], ("axis", -1), ("epsilon", Epsilon));
    }

    private string Apply(string value, float[] matrix, int rows, int columns)
    {
        if (!_int8)
        {
            return Times(value, _graph.Floats(matrix, rows, columns));
        }

        // A constant expression: the runtime computes it once, when the model is loaded.
        var (bytes, scales) = Quantization.ByColumn(matrix, rows, columns);
        var whole = _graph.Node("Cast", [_graph.SignedBytes(bytes, rows, columns)], ("to", 1));
        return Times(value, Multiply(whole, _graph.Floats(scales, 1, columns)));
    }

    private float[] Weights(string name) => _package.Weights(name);

    private string Vector(string name)
    {
        var values = _package.Weights(name);
        return _graph.Floats(values, values.Length);
    }

    private string Whole(long value) => _graph.Node("Squeeze", [_graph.Longs(value), _graph.Longs(0)]);

    private string One() => Scalar(1);

    private string Scalar(float value) => _graph.Floats([value]);

    private string Sum(string value, int axis, bool keep) => _graph.Node("ReduceSum", [value, _graph.Longs(axis)], ("keepdims", keep ? 1 : 0));

    private string Add(string left, string right) => _graph.Node("Add", [left, right]);

    private string Subtract(string left, string right) => _graph.Node("Sub", [left, right]);

    private string Multiply(string left, string right) => _graph.Node("Mul", [left, right]);

    private string Times(string left, string right) => _graph.Node("MatMul", [left, right]);
}
